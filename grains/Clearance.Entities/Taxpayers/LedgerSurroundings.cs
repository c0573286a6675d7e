using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>What a ledger had to look up while a batch is applied; lives as long as the batch.</summary>
/// <remarks>
/// An identity is read with its version and written back with it, so that a registration and a parking of one
/// declaration cannot both believe they were first: whoever loses the race reads again and finds the other.
/// </remarks>
internal sealed class LedgerSurroundings(
    IClearanceStore store, EventHasher hasher, TaxpayerId taxpayer, long version) : ISurroundings
{
    private readonly Dictionary<DeclarationKey, Known> _identities = [];
    private readonly HashSet<string> _absent = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TaxpayerId?> _homes = new(StringComparer.Ordinal);

    /// <summary>Declarations read from the store.</summary>
    public List<DeclarationKey> ReadDeclarations { get; } = [];

    /// <summary>Payments read from the store.</summary>
    public List<string> ReadPayments { get; } = [];

    /// <summary>The rows there were before the batch.</summary>
    public KnownRows RowsKnownTo(Ledger before) => new(before, ReadDeclarations, ReadPayments);

    /// <inheritdoc/>
    public bool TryIdentity(DeclarationKey key, out DeclarationIdentity identity)
    {
        var found = _identities.TryGetValue(key, out var known);
        if (found && known!.Identity.Owner is null)
        {
            // That nobody owns it is true of the moment it was read: the commit states its version, whatever it was used for.
            _identities[key] = known with { IsChanged = true };
        }

        identity = found ? known!.Identity : DeclarationIdentity.Nobody;
        return found;
    }

    /// <inheritdoc/>
    public bool IsAbsent(string payment) => _absent.Contains(payment);

    /// <inheritdoc/>
    public bool TryHome(string payment, out TaxpayerId? home) => _homes.TryGetValue(payment, out home);

    /// <summary>Takes over an identity that applying an event changed.</summary>
    public void Changed(DeclarationKey key, DeclarationIdentity identity)
    {
        var known = _identities[key];
        _identities[key] = new Known(identity, known.Version, true);
    }

    /// <summary>The identities that changed, as they are to be written.</summary>
    public IReadOnlyList<IdentityWrite> Writes()
    {
        List<IdentityWrite>? writes = null;
        foreach (var (key, known) in _identities)
        {
            if (known.IsChanged)
            {
                var body = LedgerCodec.Encode(known.Identity);
                (writes ??= []).Add(new IdentityWrite(key, known.Version, known.Identity.Owner, body));
            }
        }

        writes?.Sort((left, right) => left.Key.CompareTo(right.Key));
        return writes ?? [];
    }

    /// <summary>Looks up what the commonest events of a batch will ask for, in one query.</summary>
    /// <param name="ledger">What is in memory.</param>
    /// <param name="works">The batch.</param>
    /// <param name="trust">Whether to take what the calls read; not after a conflict.</param>
    public async Task Prefetch(Ledger ledger, IReadOnlyList<LedgerWork> works, bool trust)
    {
        List<DeclarationKey>? unknown = null;
        foreach (var work in works)
        {
            if (work is not EventWork { Intake: var intake })
            {
                continue;
            }

            if (intake.Event is DeclarationRegistered registered)
            {
                Take(registered.Number.Key, trust ? intake.Known : null);
            }
            else if (intake.Event is PaymentConfirmed payment)
            {
                foreach (var row in payment.Rows)
                {
                    if (row.Declaration is { } key)
                    {
                        Take(key, trust ? intake.Known : null);
                    }
                }
            }
        }

        if (unknown is not null)
        {
            unknown.Sort();
            await FetchIdentities(unknown, orLeave: true);
        }

        void Take(DeclarationKey key, KnownIdentities? known)
        {
            if (ledger.Declarations.ContainsKey(key) || _identities.ContainsKey(key))
            {
                return;
            }

            if (known is not null && known.TryGet(key, out var identity, out var version))
            {
                _identities.Add(key, new Known(identity, version, false));
            }
            else if (unknown is null || !unknown.Contains(key))
            {
                (unknown ??= []).Add(key);
            }
        }
    }

    /// <summary>Looks up what an event asked for.</summary>
    /// <returns>The ledger with what was read.</returns>
    public async Task<Ledger> Fetch(Ledger ledger, LedgerNeeds needs)
    {
        await FetchIdentities([.. needs.Identities], orLeave: false);
        await FetchHomes([.. needs.Homes]);
        var keys = new List<LedgerRowKey>();
        foreach (var key in needs.Declarations)
        {
            keys.Add(LedgerRowKeys.Declaration(key));
        }

        foreach (var id in needs.Payments)
        {
            keys.Add(LedgerRowKeys.Payment(id));
            _absent.Add(id);
        }

        if (keys.Count == 0)
        {
            return ledger;
        }

        foreach (var row in await store.LoadRows(taxpayer, keys, CancellationToken.None))
        {
            // What wrote it is not in the ledger held: together they are no moment of it.
            ledger = row.Version > version
                ? throw new StateConflictException($"A row of taxpayer {taxpayer} is newer than the ledger held.")
                : Load(ledger, row);
        }

        return ledger;
    }

    private Ledger Load(Ledger ledger, LedgerRow row)
    {
        if (row.Key.Kind == LedgerRowKind.Payment)
        {
            _absent.Remove(row.Key.Key);
            ReadPayments.Add(row.Key.Key);
            return ledger.Loaded(LedgerCodec.DecodePayment(row.Body));
        }

        var declaration = LedgerCodec.DecodeDeclaration(row.Body, taxpayer);
        ReadDeclarations.Add(declaration.Key);
        return ledger.Loaded(declaration);
    }

    /// <param name="keys">Which.</param>
    /// <param name="orLeave">
    /// Whether one that cannot be read is left for the event that needs it, which alone is to fail.
    /// </param>
    private async Task FetchIdentities(List<DeclarationKey> keys, bool orLeave)
    {
        if (keys.Count == 0)
        {
            return;
        }

        var records = await store.LoadIdentities(keys, CancellationToken.None);
        for (var i = 0; i < keys.Count; i++)
        {
            try
            {
                _identities[keys[i]] = new Known(LedgerCodec.DecodeIdentity(records[i]), records[i]?.Version ?? 0, false);
            }
            catch (CorruptRecordException) when (orLeave)
            {
            }
        }
    }

    private async Task FetchHomes(IReadOnlyList<string> payments)
    {
        if (payments.Count == 0)
        {
            return;
        }

        var ids = new Hash128[payments.Count];
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i] = hasher.Of(EventStream.Payments, payments[i]);
        }

        var records = await store.FindEvents(ids, CancellationToken.None);
        for (var i = 0; i < ids.Length; i++)
        {
            _homes[payments[i]] = records[i] is { } record && TaxpayerId.TryParse(record.Home, out var home) ? home : null;
        }
    }

    private sealed record Known(DeclarationIdentity Identity, long Version, bool IsChanged);
}
