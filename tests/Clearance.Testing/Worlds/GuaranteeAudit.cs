using Clearance.Domain;

namespace Clearance.Testing.Worlds;

/// <summary>What must hold of every letter and every reservation after every event (domain.md §3).</summary>
internal static class GuaranteeAudit
{
    public static IEnumerable<string> Of(Ledger ledger, List<Declaration> declarations)
    {
        foreach (var (reference, guarantee) in ledger.Standing.Guarantees)
        {
            var held = declarations.Where(it => it.ReservedFrom == reference).Sum(it => it.Reserved);
            if (guarantee.Reserved != held)
            {
                yield return $"{reference}: {guarantee.Reserved} reserved, declarations hold {held}";
            }

            if (guarantee.Reserved < 0 || guarantee.Reserved > guarantee.Limit
                || guarantee.Limit != guarantee.Available + guarantee.Reserved)
            {
                yield return $"{reference}: limit {guarantee.Limit}, reserved {guarantee.Reserved}, available {guarantee.Available}";
            }
        }

        foreach (var declaration in declarations)
        {
            if (Fault(ledger, declaration) is { } fault)
            {
                yield return $"{declaration.Key}: {fault}";
            }
        }
    }

    private static string? Fault(Ledger ledger, Declaration declaration)
    {
        var named = declaration.Registration.Term is PaymentTerm.A or PaymentTerm.B ? declaration.Registration.Guarantee : null;
        var wanted = named is null ? 0 : declaration.Sums.Outstanding;
        var reserved = declaration.Reserved;
        if (reserved > 0 ? declaration.ReservedFrom != named : declaration.ReservedFrom is not null)
        {
            return $"holds {reserved} of {declaration.ReservedFrom}, names {named}";
        }

        if (reserved > wanted || (reserved > 0 && reserved < wanted && !declaration.IsRecorded))
        {
            return $"holds {reserved}, wants {wanted}";
        }

        return reserved < wanted && ledger.Standing.Guarantees.TryGetValue(named!.Value, out var guarantee)
            && guarantee.Admits(declaration) && wanted - reserved <= guarantee.Available
            ? $"wants {wanted}, holds {reserved}, and {guarantee.Available} is free"
            : null;
    }
}
