using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Testing.Worlds;

/// <summary>
/// The domain with the least around it that makes a whole: a registry, identities, ledgers, and messages between them.
/// Single-threaded and in memory; it runs scenarios and laws.
/// </summary>
public sealed class DomainWorld
{
    private const int LookUpsMax = 20;

    private readonly Dictionary<(EventStream, string), Registered> _registry = [];
    private readonly Dictionary<string, TaxpayerId> _homes = new(StringComparer.Ordinal);
    private readonly SortedDictionary<DeclarationKey, DeclarationIdentity> _identities = [];
    private readonly SortedDictionary<TaxpayerId, WorldLedger> _ledgers = [];

    /// <summary>Messages under way.</summary>
    public WorldMail Mail { get; } = new();

    /// <summary>Whether messages are delivered as soon as they are sent; else <see cref="DeliverOne"/> does it.</summary>
    public bool DeliversAtOnce { get; init; } = true;

    /// <summary>When given, rows leave memory at random after every event, so that everything is asked for again.</summary>
    public Random? Evictions { get; init; }

    /// <summary>Hears what every event and message did.</summary>
    public Action<Applied>? Observer { get; set; }

    /// <summary>Every taxpayer with a ledger.</summary>
    public IEnumerable<TaxpayerId> Taxpayers => _ledgers.Keys;

    /// <summary>Every declaration of which anything is known.</summary>
    public IEnumerable<DeclarationKey> Declarations => _identities.Keys;

    /// <summary>Takes an event as the engine does: form, then idempotency, then state.</summary>
    public EventResult Post(WorldEvent posted)
    {
        if (posted.Read.Event is not { } e)
        {
            return new EventResult(posted.Read.Id, EventStatus.Rejected, posted.Read.Rejection);
        }

        if (_registry.TryGetValue((posted.Stream, e.Id), out var known))
        {
            return known.Content != posted.Read.Content ? new EventResult(e.Id, EventStatus.Conflict)
                : known.Rejection is { } again ? new EventResult(e.Id, EventStatus.Rejected, again)
                : new EventResult(e.Id, EventStatus.Duplicate);
        }

        var registered = new Registered(posted.Read.Content);
        _registry.Add((posted.Stream, e.Id), registered);
        registered.Rejection = Apply(e);
        if (DeliversAtOnce)
        {
            DeliverAll();
        }

        return registered.Rejection is { } rejection
            ? new EventResult(e.Id, EventStatus.Rejected, rejection)
            : new EventResult(e.Id, EventStatus.Accepted);
    }

    /// <summary>Delivers the oldest message of a sender.</summary>
    public void DeliverOne(TaxpayerId sender)
    {
        if (Mail.TryTake(sender, out var message))
        {
            var ledger = LedgerOf(message.Receiver);
            Take(ledger, Run(ledger, around => ledger.Ledger.Apply(message, around)));
        }
    }

    /// <summary>Delivers everything, and what that causes.</summary>
    public void DeliverAll()
    {
        while (Mail.Senders is [var sender, ..])
        {
            DeliverOne(sender);
        }
    }

    /// <summary>The decision for a date.</summary>
    public Decision Decide(DeclarationKey key, DateOnly on)
    {
        var identity = IdentityOf(key);
        return identity.Owner is { } owner
            ? Assessment.Assess(_ledgers[owner].Find(key), _ledgers[owner].Ledger.Standing, on)
            : Assessment.Unregistered(key, identity, on);
    }

    /// <summary>Whose a declaration is, and what came before it was registered.</summary>
    public DeclarationIdentity IdentityOf(DeclarationKey key) =>
        _identities.GetValueOrDefault(key, DeclarationIdentity.Nobody);

    /// <summary>A taxpayer's ledger; what left memory is not in it.</summary>
    public Ledger Ledger(TaxpayerId taxpayer) => LedgerOf(taxpayer).Ledger;

    /// <summary>A taxpayer's declarations, in memory or not.</summary>
    public IEnumerable<Declaration> DeclarationsOf(TaxpayerId taxpayer) => LedgerOf(taxpayer).Declarations;

    /// <summary>A taxpayer's payments, in memory or not.</summary>
    public IEnumerable<Payment> PaymentsOf(TaxpayerId taxpayer) => LedgerOf(taxpayer).Payments;

    /// <summary>A registered declaration.</summary>
    public Declaration Find(DeclarationKey key) => _ledgers[IdentityOf(key).Owner!.Value].Find(key);

    private Rejection? Apply(ClearanceEvent e)
    {
        if (e is DeclarationEvent fact)
        {
            var identity = IdentityOf(fact.Declaration);
            if (identity.Owner is not { } owner)
            {
                return ApplyEarly(identity, fact);
            }

            return ApplyTo(LedgerOf(owner), e);
        }

        return ApplyTo(LedgerOf(((TaxpayerEvent)e).Taxpayer), e);
    }

    private Rejection? ApplyEarly(DeclarationIdentity identity, DeclarationEvent fact)
    {
        var rejection = identity.Facts.Apply(fact, out var facts);
        if (rejection is null)
        {
            _identities[fact.Declaration] = identity with { Facts = facts, Version = identity.Version + 1 };
        }

        return rejection;
    }

    private Rejection? ApplyTo(WorldLedger ledger, ClearanceEvent e)
    {
        var applied = Run(ledger, around => ledger.Ledger.Apply(e, around));
        if (applied.Rejection is null && e is PaymentConfirmed payment)
        {
            _homes.Add(payment.Id, payment.Taxpayer);
        }

        Take(ledger, applied);
        return applied.Rejection;
    }

    /// <summary>Applies, looking up what is needed, until nothing is.</summary>
    private Applied Run(WorldLedger ledger, Func<ISurroundings, Applied> apply)
    {
        var around = new WorldSurroundings();
        for (var i = 0; i < LookUpsMax; i++)
        {
            var applied = apply(around);
            if (applied.Needs is not { } needs)
            {
                return applied;
            }

            LookUp(ledger, around, needs);
        }

        throw new InvalidOperationException($"After {LookUpsMax} look-ups something is still needed.");
    }

    private void LookUp(WorldLedger ledger, WorldSurroundings around, LedgerNeeds needs)
    {
        foreach (var key in needs.Declarations)
        {
            ledger.Load(key);
        }

        foreach (var key in needs.Identities)
        {
            around.Identities[key] = IdentityOf(key);
        }

        foreach (var payment in needs.Payments)
        {
            if (!ledger.Load(payment))
            {
                around.Absent.Add(payment);
            }
        }

        foreach (var payment in needs.Homes)
        {
            around.Homes[payment] = _homes.TryGetValue(payment, out var home) ? home : null;
        }
    }

    private void Take(WorldLedger ledger, Applied applied)
    {
        ledger.Ledger = applied.Ledger;
        foreach (var (key, identity) in applied.Identities)
        {
            _identities[key] = identity;
        }

        foreach (var answer in applied.Answers)
        {
            _registry[(EventStream.Taxpayers, answer.Move)].Rejection = answer.Refusal;
        }

        foreach (var message in applied.Messages)
        {
            Mail.Send(message);
        }

        Observer?.Invoke(applied);
        if (Evictions is { } random)
        {
            ledger.Evict(random);
        }
    }

    private WorldLedger LedgerOf(TaxpayerId taxpayer)
    {
        if (!_ledgers.TryGetValue(taxpayer, out var ledger))
        {
            _ledgers.Add(taxpayer, ledger = new WorldLedger(taxpayer));
        }

        return ledger;
    }

    /// <summary>An id that was taken in, for ever.</summary>
    private sealed class Registered(Hash128 content)
    {
        public Hash128 Content { get; } = content;

        public Rejection? Rejection { get; set; }
    }
}
