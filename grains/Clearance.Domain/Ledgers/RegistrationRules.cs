using System.Collections.Immutable;

namespace Clearance.Domain;

/// <summary>Registration, amendment and the facts of a declaration (domain.md §2, §6, §8.11).</summary>
internal static class RegistrationRules
{
    public static Rejection? Register(LedgerEdit edit, DeclarationRegistered e)
    {
        var key = e.Number.Key;
        if (edit.TryDeclaration(key, out var known))
        {
            var amendment = Registration.Of(e);
            if (amendment.Supersedes(known.Registration))
            {
                edit.Put((known with { Registration = amendment }).Recomputed());
            }

            return null;
        }

        var identity = edit.IdentityOf(key);
        if (identity.Owner is { } owner)
        {
            return owner == edit.Taxpayer
                ? null // Ours but not loaded: noted as needed.
                : new Rejection(
                    RejectionCode.NotAllowedInStatus, "taxpayer", $"Declaration {key} is registered to another taxpayer.");
        }

        Adopt(edit, e, identity);
        return null;
    }

    public static Rejection? Apply(LedgerEdit edit, DeclarationEvent e)
    {
        if (!edit.TryDeclaration(e.Declaration, out var declaration))
        {
            edit.IsMisrouted = edit.HasAll;
            return null;
        }

        var rejection = declaration.Facts.Apply(e, out var facts);
        if (rejection is not null)
        {
            return rejection;
        }

        if (e is ClearanceRecorded && !declaration.IsRecorded
            && Assessment.Assess(declaration, edit.Standing, e.At.LegalDate).Outcome == Outcome.Hold)
        {
            edit.Raise(new Alert(AlertCode.ClearedAgainstHold, e.Declaration));
        }

        edit.Put((declaration with { Facts = facts }).Recomputed());
        return null;
    }

    /// <summary>The first registration: what came before it counts now, and money parked on it finds its place.</summary>
    private static void Adopt(LedgerEdit edit, DeclarationRegistered e, DeclarationIdentity identity)
    {
        var key = e.Number.Key;
        edit.Put(key, DeclarationIdentity.OwnedBy(edit.Taxpayer));
        edit.Put((Declaration.Registered(e) with
        {
            Facts = identity.Facts,
            Version = identity.Version,
            Journal = identity.Journal,
        }).Recomputed());

        foreach (var row in edit.Parked.GetValueOrDefault(key, []))
        {
            PaymentRules.Unpark(edit, row);
        }

        foreach (var other in identity.ParkedBy)
        {
            if (other != edit.Taxpayer)
            {
                edit.Send(new OwnedByAnother(edit.Taxpayer, other, e.Id, key));
            }
        }
    }
}
