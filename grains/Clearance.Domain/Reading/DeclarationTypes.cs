using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Clearance.Domain;

/// <summary>The types of <c>customs.declarations</c>, their members in the contract's order.</summary>
internal static class DeclarationTypes
{
    private const int ProcedureMax = 16;

    public static ClearanceEvent? Registered(EventFields e, string id, Instant at)
    {
        var number = e.Number("declaration");
        var taxpayer = e.Taxpayer("taxpayer");
        var office = e.Office("office");
        var direction = e.OneOf("direction", Words.Directions);
        var procedure = e.Word("procedure", ProcedureMax);
        var registeredAt = e.Instant("registeredAt");
        var channel = e.Integer("channel", 1, 3);
        var specialised = e.Flag("specialisedInspection");
        var term = e.OneOf("term", Words.Terms);
        var guarantee = Letter(e, required: term is PaymentTerm.A or PaymentTerm.B);
        var invoice = e.OptionalText("invoice", EventFields.TextMax);
        var billOfLading = e.OptionalText("billOfLading", EventFields.TextMax);
        var release = e.OptionalOneOf("releaseRequested", Words.ReleaseReasons);
        var exemption = e.OptionalOneOf("exemption", Words.Exemptions);
        var lines = Lines(e);
        return e.Failed ? null : new DeclarationRegistered(id, at, taxpayer)
        {
            Number = number,
            Office = office,
            Direction = direction,
            Procedure = procedure,
            RegisteredAt = registeredAt,
            Channel = channel,
            SpecialisedInspection = specialised,
            Term = term,
            Guarantee = guarantee,
            Invoice = invoice,
            BillOfLading = billOfLading,
            ReleaseRequested = release ?? ReleaseReason.None,
            Exemption = exemption ?? GoodsExemption.None,
            Lines = lines,
        };
    }

    public static ClearanceEvent? Adjusted(EventFields e, string id, Instant at)
    {
        var declaration = e.Key("declaration");
        var decision = e.Word("decision", EventFields.TextMax);
        var kind = e.OneOf("kind", Words.LineKinds);
        var code = e.Code("code");
        var account = e.OneOf("account", Words.Accounts);
        var amount = e.Amount("amount", least: 0);
        var due = e.OptionalDate("due");
        return e.Failed ? null : new ObligationAdjusted(id, at, declaration)
        {
            Decision = decision,
            Line = new Line(new LineKey(code, account), kind, amount),
            Due = due,
        };
    }

    public static ClearanceEvent? Inspected(EventFields e, string id, Instant at)
    {
        var declaration = e.Key("declaration");
        var aspect = e.OneOf("aspect", Words.Aspects);
        var passed = e.OneOf("result", Words.Results);
        return e.Failed ? null : new InspectionConcluded(id, at, declaration) { Aspect = aspect, Passed = passed };
    }

    public static ClearanceEvent? Cancelled(EventFields e, string id, Instant at)
    {
        var declaration = e.Key("declaration");
        return e.Failed ? null : new DeclarationCancelled(id, at, declaration);
    }

    public static ClearanceEvent? Recorded(EventFields e, string id, Instant at)
    {
        var declaration = e.Key("declaration");
        var outcome = e.OneOf("outcome", Words.Outcomes);
        return e.Failed ? null : new ClearanceRecorded(id, at, declaration) { Outcome = outcome };
    }

    private static GuaranteeReference? Letter(EventFields e, bool required)
    {
        if (!required && !e.Has("guarantee"))
        {
            return null;
        }

        var letter = e.Nested("guarantee");
        return GuaranteeTypes.Reference(letter, letter.Bank("bank"));
    }

    private static ImmutableArray<Line> Lines(EventFields e)
    {
        var objects = e.Objects("lines", Limits.LinesMax, out var count);
        var lines = new Line[count];
        var i = 0;
        foreach (var line in objects)
        {
            var kind = line.OneOf("kind", Words.LineKinds);
            var key = new LineKey(line.Code("code"), line.OneOf("account", Words.Accounts));
            if (Names(lines.AsSpan(0, i), key))
            {
                line.Refuse(RejectionCode.InvalidValue, "code", $"repeats {key}: one line per code and account.");
            }

            lines[i++] = new Line(key, kind, line.Amount("amount", least: 0));
        }

        Array.Sort(lines, static (x, y) => x.Key.CompareTo(y.Key));
        return ImmutableCollectionsMarshal.AsImmutableArray(lines);
    }

    private static bool Names(ReadOnlySpan<Line> lines, LineKey key)
    {
        foreach (ref readonly var line in lines)
        {
            if (line.Key == key)
            {
                return true;
            }
        }

        return false;
    }
}
