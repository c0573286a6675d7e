using System.Collections.Immutable;
using System.Text;
using Clearance.Domain;
using Clearance.Testing.Worlds;

namespace Clearance.Testing.Histories;

/// <summary>Breaks the form of a right event, in each way the contract names (contract.md §1, Rejections).</summary>
public static class Faults
{
    private static readonly ImmutableArray<(RejectionCode Code, string From, string To)> Replacements =
    [
        (RejectionCode.Malformed, "{\"type\"", "{\"type\":\"X\",\"type\""),
        (RejectionCode.UnknownType, "\"type\":\"", "\"type\":\"No"),
        (RejectionCode.MissingField, "\"at\":", "\"when\":"),
        (RejectionCode.InvalidDate, "\"at\":\"2026-", "\"at\":\"2026-2"),
        (RejectionCode.InvalidDeclarationNumber, "\"declaration\":\"1", "\"declaration\":\"9"),
        (RejectionCode.InvalidTaxpayerId, "\"taxpayer\":\"", "\"taxpayer\":\"X"),
        (RejectionCode.InvalidOffice, "\"office\":\"", "\"office\":\"X"),
        (RejectionCode.InvalidAmount, "\"amount\":", "\"amount\":-"),
        (RejectionCode.InvalidValue, "\"account\":\"", "\"account\":\"X"),
        (RejectionCode.BankMismatch, "\"bank\":\"", "\"bank\":\"X"),
        (RejectionCode.MissingConsent, "\"consent\":\"CV-1\"", "\"consent\":null"),
        (RejectionCode.SamePersonMadeAndChecked, "\"checker\":\"ld02\"", "\"checker\":\"cb01\""),
    ];

    /// <summary>The event with one fault that it can have; its form is refused.</summary>
    public static WorldEvent Spoil(Random random, WorldEvent right)
    {
        var text = Encoding.UTF8.GetString(right.Utf8.Span);
        var start = random.Next(Replacements.Length);
        for (var i = 0; i < Replacements.Length; i++)
        {
            var (_, from, to) = Replacements[(start + i) % Replacements.Length];
            var place = text.IndexOf(from, StringComparison.Ordinal);
            if (place >= 0)
            {
                var wrong = string.Concat(text.AsSpan(0, place), to, text.AsSpan(place + from.Length));
                return WorldEvent.From(right.Stream, Encoding.UTF8.GetBytes(wrong));
            }
        }

        return right;
    }
}
