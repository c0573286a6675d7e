namespace Clearance.Domain;

/// <summary>Who holds how much of which letter (domain.md §3, Reservation).</summary>
/// <remarks>
/// Runs once at the end of every event, over the declarations and letters it changed. A declaration holds exactly its
/// outstanding amount, or nothing; after clearance an increase that does not fit leaves the reservation as it is.
/// A letter only ever grants what is available, so 0 ≤ reserved ≤ limit holds after every step.
/// </remarks>
internal static class Reservations
{
    public static void Settle(LedgerEdit edit)
    {
        foreach (var declaration in edit.Declarations.ToArray())
        {
            Follow(edit, declaration);
        }

        foreach (var reference in edit.Guarantees.ToArray())
        {
            Grant(edit, reference);
        }
    }

    /// <summary>What a declaration wants reserved, in đồng.</summary>
    public static long WantedBy(Declaration declaration) =>
        declaration.Registration.CoveringGuarantee is null ? 0 : declaration.Sums.Outstanding;

    /// <summary>Frees what a declaration no longer needs, and lists it with the letter it names if it wants more.</summary>
    private static void Follow(LedgerEdit edit, Declaration declaration)
    {
        if (edit.Before.Declarations.GetValueOrDefault(declaration.Key)?.Registration is { } old)
        {
            Unlist(edit, old.CoveringGuarantee, new Waiting(old.RegisteredAt, declaration.Key));
        }

        var named = declaration.Registration.CoveringGuarantee;
        if (declaration.ReservedFrom is { } held && (held != named || !StillFits(edit, held, declaration)))
        {
            declaration = Reserve(edit, declaration, held, 0);
        }

        var wanted = WantedBy(declaration);
        if (declaration.ReservedFrom is { } from && declaration.Reserved > wanted)
        {
            declaration = Reserve(edit, declaration, from, wanted);
        }

        if (named is { } reference && declaration.Reserved < wanted)
        {
            var guarantee = edit.Standing.Guarantees.GetValueOrDefault(reference) ?? new Guarantee { Reference = reference };
            edit.Put(guarantee.Listing(EntryOf(declaration), declaration.Reserved > 0));
        }
    }

    /// <summary>Gives what is available: holders' increases first, then those who wait, each in order, each if it fits.</summary>
    private static void Grant(LedgerEdit edit, GuaranteeReference reference)
    {
        while (FreesOne(edit, reference))
        {
            // What a holder freed may be what one before it lacked.
        }

        foreach (var (_, key) in edit.Standing.Guarantees[reference].Waiting)
        {
            if (edit.Standing.Guarantees[reference].Available <= 0)
            {
                return;
            }

            if (edit.TryDeclaration(key, out var declaration))
            {
                TryReserve(edit, reference, declaration);
            }
        }
    }

    /// <summary>Gives holders what they lack; ends with the first that frees what it has, because that does not fit.</summary>
    private static bool FreesOne(LedgerEdit edit, GuaranteeReference reference)
    {
        foreach (var (_, key) in edit.Standing.Guarantees[reference].Growing)
        {
            if (edit.TryDeclaration(key, out var holder) && !TryReserve(edit, reference, holder) && !holder.IsRecorded)
            {
                var freed = Reserve(edit, holder, reference, 0);
                edit.Put(edit.Standing.Guarantees[reference].Listing(EntryOf(freed), holds: false));
                return true;
            }
        }

        return false;
    }

    private static bool TryReserve(LedgerEdit edit, GuaranteeReference reference, Declaration declaration)
    {
        var guarantee = edit.Standing.Guarantees[reference];
        var wanted = WantedBy(declaration);
        if (!guarantee.Admits(declaration) || wanted - declaration.Reserved > guarantee.Available)
        {
            return false;
        }

        Reserve(edit, declaration, reference, wanted);
        Unlist(edit, reference, EntryOf(declaration));
        return true;
    }

    private static Declaration Reserve(LedgerEdit edit, Declaration declaration, GuaranteeReference from, long amount)
    {
        var guarantee = edit.Standing.Guarantees[from];
        edit.Put(guarantee with { Reserved = guarantee.Reserved - declaration.Reserved + amount });
        return edit.Put(declaration with { Reserved = amount, ReservedFrom = amount == 0 ? null : from });
    }

    private static void Unlist(LedgerEdit edit, GuaranteeReference? reference, Waiting waiting)
    {
        if (reference is { } named && edit.Standing.Guarantees.TryGetValue(named, out var guarantee)
            && (guarantee.Waiting.Contains(waiting) || guarantee.Growing.Contains(waiting)))
        {
            edit.Put(guarantee.Unlisting(waiting));
        }
    }

    private static Waiting EntryOf(Declaration declaration) =>
        new(declaration.Registration.RegisteredAt, declaration.Key);

    /// <summary>A revocation leaves what stands; another office, kind or reference frees it.</summary>
    private static bool StillFits(LedgerEdit edit, GuaranteeReference reference, Declaration declaration) =>
        edit.Standing.Guarantees.TryGetValue(reference, out var guarantee)
        && guarantee.Fits(declaration) && guarantee.Covers(declaration.Registration.Office);
}
