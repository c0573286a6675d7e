using System.Text;
using System.Text.RegularExpressions;

namespace Clearance.Workload;

/// <summary>What networks and senders do to a day: repeats, delays, and messages that are wrong.</summary>
internal sealed partial class Disturbances(DayScript script)
{
    private readonly WorkloadProfile _profile = script.Profile;

    /// <summary>The day as it arrives, in order of arrival; what would arrive after midnight is left out.</summary>
    public IReadOnlyList<WorkloadEvent> Apply(IReadOnlyList<WorkloadEvent> told)
    {
        var arriving = new List<WorkloadEvent>(told.Count + (told.Count / 16));
        foreach (var e in told)
        {
            if (e.AsksAbout is not null)
            {
                arriving.Add(e);
                continue;
            }

            arriving.Add(script.Chance(_profile.Reordered) ? Later(e, 3, 90) : e);
            if (script.Chance(_profile.Duplicates))
            {
                arriving.Add(Later(e, 0.1, 120) with { Fault = "duplicate" });
            }

            if (script.Chance(_profile.Faults * (IsRare(e) ? 30 : 1)) && Spoilt(e) is { } wrong)
            {
                arriving.Add(wrong);
            }
        }

        return [.. arriving.Where(e => e.Arrives < TimeSpan.FromDays(1)).OrderBy(e => e.Arrives)];
    }

    /// <summary>Few of them are sent, so that a fault of theirs would hardly ever be seen.</summary>
    private static bool IsRare(WorkloadEvent e) =>
        e.Type is "PaymentCancelled" or "SuspenseAssigned" or "SurplusApplied" or "SurplusRefunded" or "EnforcementPlaced";

    private WorkloadEvent Later(WorkloadEvent e, double least, double most) =>
        e with { Arrives = e.Arrives + script.Minutes(least, most) };

    /// <summary>A wrong message made from a right one; its sender's program is at fault, so it comes on its own.</summary>
    private WorkloadEvent? Spoilt(WorkloadEvent e)
    {
        var text = Encoding.UTF8.GetString(e.Json.Span);
        var fresh = Id().Replace(text, $"${{1}}{script.NextName()}\"", 1);
        var stream = e.Stream;
        (string Text, string Fault)? wrong = (e.Type, script.Random.Next(4)) switch
        {
            ("PaymentConfirmed", 0) => (FirstAmount().Replace(text, "${1}7$2", 1), "conflict"),
            ("PaymentConfirmed", 1) => (FirstAmount().Replace(fresh, "$1-$2", 1), "InvalidAmount"),
            ("PaymentConfirmed", 2) => (FirstAmount().Replace(fresh, "$1$2.5", 1), "InvalidAmount"),
            ("PaymentConfirmed", 3) => (fresh.Replace("\"bank\":\"", "\"bank\":\"X", StringComparison.Ordinal), "BankMismatch"),
            ("PaymentCancelled", _) => (Consent().Replace(fresh, "", 1), "MissingConsent"),
            ("DeclarationRegistered", 0) => (Number().Replace(fresh, OtherCheckDigit, 1), "InvalidDeclarationNumber"),
            ("DeclarationRegistered", 1) => (FirstAmount().Replace(text, "${1}7$2", 1), "conflict"),
            ("DeclarationRegistered", 2) => (Office().Replace(fresh, "$1X3CC\"", 1), "InvalidOffice"),
            ("SuspenseAssigned" or "SurplusApplied" or "SurplusRefunded", _) =>
                (Checker().Replace(fresh, "\"maker\":$1$2$1", 1), "SamePersonMadeAndChecked"),
            ("InspectionConcluded", _) => (fresh, "UnknownType"),
            ("EnforcementPlaced" or "GuaranteeIssued", _) => (Effective().Replace(fresh, "${1}2026-02-30\"", 1), "InvalidDate"),
            _ => null,
        };
        if (wrong?.Fault == "UnknownType")
        {
            stream = StreamNames.Taxpayers;
        }

        return wrong is { } spoilt
            ? Later(e, 1, 30) with { Stream = stream, Json = Encoding.UTF8.GetBytes(spoilt.Text), Fault = spoilt.Fault }
            : null;
    }

    private static string OtherCheckDigit(Match member)
    {
        var number = member.Value.ToCharArray();
        number[^1] = number[^1] == '0' ? '1' : '0';
        return new string(number);
    }

    [GeneratedRegex("(\"id\":\"[^\"]*)\"")]
    private static partial Regex Id();

    [GeneratedRegex("(\"amount\":)([0-9]+)")]
    private static partial Regex FirstAmount();

    [GeneratedRegex(",\"consent\":\"[^\"]*\"")]
    private static partial Regex Consent();

    [GeneratedRegex("\"declaration\":\"[0-9]{11}")]
    private static partial Regex Number();

    [GeneratedRegex("(\"office\":\")[^\"]*\"")]
    private static partial Regex Office();

    [GeneratedRegex("\"maker\":(\"[^\"]*\")(,\"checker\":)\"[^\"]*\"")]
    private static partial Regex Checker();

    [GeneratedRegex("(\"effectiveFrom\":\")[^\"]*\"")]
    private static partial Regex Effective();
}
