using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>A ledger, or a declaration nobody owns, with supposed events applied to it; never written anywhere.</summary>
/// <param name="store">For what is not in memory.</param>
/// <param name="hasher">The registry's keyed hash.</param>
/// <param name="key">The declaration asked about; null when only events are judged.</param>
/// <param name="root">The ledger the events are applied to; null while nobody owns the declaration and nobody is supposed to.</param>
/// <param name="mayBeOld">Whether what throws may do so because the root is older than the event: then the question is asked anew.</param>
internal sealed class Supposition(
    IClearanceStore store, EventHasher hasher, DeclarationKey? key, LedgerRoot? root, bool mayBeOld)
{
    private readonly Dictionary<Hash128, (Hash128 Content, EventResult Result)> _seen = [];

    // Without a ledger its key is never used: identities alone are read, which belong to nobody.
    private readonly LedgerSurroundings _around = new(
        store, hasher, root?.Ledger.Taxpayer ?? default, root?.Version ?? 0);

    private Ledger _ledger = root?.Ledger ?? Ledger.Empty(default);
    private bool _isStopped = root?.IsParked ?? false;

    /// <summary>The decision as things stand here.</summary>
    public async Task<Decision> Decide(DateOnly on)
    {
        var asked = key!.Value;
        if (root is not null && await Find(asked) is { } declaration)
        {
            return new LedgerRoot(_ledger, root.Version, _isStopped).Decide(declaration, on);
        }

        var identity = await IdentityOf(asked);
        if (identity.Owner is { } owner && owner != root?.Ledger.Taxpayer)
        {
            throw new StateConflictException($"Declaration {asked} was registered meanwhile.");
        }

        return identity.Owner is not null || _isStopped
            ? Assessment.Unavailable(asked, on)
            : Assessment.Unregistered(asked, identity, on);
    }

    /// <summary>Takes one event as the engine would.</summary>
    /// <param name="index">Its place among the events.</param>
    /// <param name="intake">The event, of valid form.</param>
    /// <param name="known">Its result, when it came before: then it is not applied.</param>
    /// <exception cref="OutOfScopeException">It is about another ledger.</exception>
    public async Task<EventResult> Take(int index, IntakeEvent intake, EventResult? known)
    {
        if (await OutOfScope(intake.Event) is { } why)
        {
            throw new OutOfScopeException(index, why);
        }

        if (known is not null)
        {
            return known;
        }

        if (_seen.TryGetValue(intake.Id, out var first))
        {
            return first.Content != intake.Content ? new EventResult(intake.Event.Id, EventStatus.Conflict)
                : first.Result.Status == EventStatus.Rejected ? first.Result
                : new EventResult(intake.Event.Id, EventStatus.Duplicate);
        }

        var rejection = _isStopped ? null : await TryApply(index, intake.Event);
        var result = new EventResult(
            intake.Event.Id, rejection is null ? EventStatus.Accepted : EventStatus.Rejected, rejection);
        _seen.Add(intake.Id, (intake.Content, result));
        return result;
    }

    /// <summary>Why an event would be rejected; null when it would not.</summary>
    public async Task<Rejection?> Judge(ClearanceEvent e) => _isStopped ? null : (await Apply(e)).Rejection;

    private async Task<string?> OutOfScope(ClearanceEvent e)
    {
        if (e is TaxpayerEvent { Taxpayer: var taxpayer })
        {
            return root is null
                ? $"Nobody has registered {key}: only its registration and facts about it can be supposed."
                : taxpayer == _ledger.Taxpayer ? null : $"It is about another taxpayer than {_ledger.Taxpayer}.";
        }

        var about = ((DeclarationEvent)e).Declaration;
        return about == key || (root is not null && (await IdentityOf(about)).Owner == _ledger.Taxpayer)
            ? null
            : $"Declaration {about} is not of the same taxpayer.";
    }

    private async Task<Rejection?> TryApply(int index, ClearanceEvent e)
    {
        try
        {
            if (e is DeclarationEvent fact && (await IdentityOf(fact.Declaration)) is { Owner: null } identity)
            {
                return ApplyEarly(identity, fact);
            }

            var applied = await Apply(e);
            if (applied.IsPending)
            {
                throw new OutOfScopeException(index, "Its target is a declaration of another taxpayer.");
            }

            Accept(applied);
            return applied.Rejection;
        }
        catch (Exception poison) when (poison is not OutOfScopeException && poison.IsPoison())
        {
            if (mayBeOld)
            {
                throw new StateConflictException($"Event {e.Id} cannot be applied to what was held: {poison.Message}");
            }

            // As the engine does with an event that always throws: it is kept, and nothing of this taxpayer may go.
            _isStopped = true;
            return null;
        }
    }

    private Rejection? ApplyEarly(DeclarationIdentity identity, DeclarationEvent fact)
    {
        var rejection = identity.Facts.Apply(fact, out var facts);
        if (rejection is null)
        {
            _around.Changed(fact.Declaration, identity with { Facts = facts, Version = identity.Version + 1 });
        }

        return rejection;
    }

    private async Task<Applied> Apply(ClearanceEvent e)
    {
        while (true)
        {
            var applied = _ledger.Apply(e, _around);
            if (applied.Needs is not { } needs)
            {
                return applied;
            }

            _ledger = await _around.Fetch(_ledger, needs);
        }
    }

    private void Accept(Applied applied)
    {
        _ledger = applied.Ledger;
        foreach (var (changed, identity) in applied.Identities)
        {
            _around.Changed(changed, identity);
        }
    }

    private async Task<DeclarationIdentity> IdentityOf(DeclarationKey of)
    {
        if (_ledger.Declarations.TryGetValue(of, out var ours))
        {
            return DeclarationIdentity.OwnedBy(ours.Owner);
        }

        if (!_around.TryIdentity(of, out var identity))
        {
            _ledger = await _around.Fetch(_ledger, new LedgerNeeds { Identities = [of] });
            _around.TryIdentity(of, out identity);
        }

        return identity;
    }

    /// <summary>A declaration of the ledger, read from the store when it is not in memory; null when it is none.</summary>
    private async Task<Declaration?> Find(DeclarationKey of)
    {
        if (!_ledger.Declarations.ContainsKey(of) && (await IdentityOf(of)).Owner == _ledger.Taxpayer)
        {
            _ledger = await _around.Fetch(_ledger, new LedgerNeeds { Declarations = [of] });
        }

        return _ledger.Declarations.GetValueOrDefault(of);
    }
}
