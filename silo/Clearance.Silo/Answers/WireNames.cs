using System.Collections.Immutable;
using System.Text.Json;
using Clearance.Domain;

namespace Clearance.Silo;

/// <summary>The contract's names for what only the detailed answers speak of, encoded once.</summary>
internal static class WireNames
{
    private static readonly ImmutableArray<JsonEncodedText> Rejections = Names<RejectionCode>(name => name);
    private static readonly ImmutableArray<JsonEncodedText> Directions = Names<Direction>(Lower);
    private static readonly ImmutableArray<JsonEncodedText> Terms = Names<PaymentTerm>(name => name);
    private static readonly ImmutableArray<JsonEncodedText> ReleaseReasons = Names<ReleaseReason>(Lower);
    private static readonly ImmutableArray<JsonEncodedText> Exemptions = Names<GoodsExemption>(Lower);
    private static readonly ImmutableArray<JsonEncodedText> Records = Names<RecordedOutcome>(Lower);
    private static readonly ImmutableArray<JsonEncodedText> Statuses = Names<TaxpayerStatus>(Lower);
    private static readonly ImmutableArray<JsonEncodedText> Guarantees = Names<GuaranteeKind>(Lower);
    private static readonly ImmutableArray<JsonEncodedText> Pieces = Names<PieceKind>(Lower);

    public static JsonEncodedText Of(RejectionCode code) => Rejections[(int)code];

    public static JsonEncodedText Of(Direction direction) => Directions[(int)direction];

    public static JsonEncodedText Of(PaymentTerm term) => Terms[(int)term];

    public static JsonEncodedText? Of(ReleaseReason reason) =>
        reason == ReleaseReason.None ? null : ReleaseReasons[(int)reason];

    public static JsonEncodedText? Of(GoodsExemption exemption) =>
        exemption == GoodsExemption.None ? null : Exemptions[(int)exemption];

    public static JsonEncodedText Of(RecordedOutcome outcome) => Records[(int)outcome];

    public static JsonEncodedText Of(TaxpayerStatus status) => Statuses[(int)status];

    public static JsonEncodedText Of(GuaranteeKind kind) => Guarantees[(int)kind];

    public static JsonEncodedText Of(PieceKind kind) => Pieces[(int)kind];

    /// <summary>By the enumeration's value, which starts anywhere and has no gaps that matter.</summary>
    private static ImmutableArray<JsonEncodedText> Names<T>(Func<string, string> spell)
        where T : struct, Enum
    {
        var names = new JsonEncodedText[1 + Enum.GetValues<T>().Max(value => Convert.ToInt32(value))];
        foreach (var value in Enum.GetValues<T>())
        {
            names[Convert.ToInt32(value)] = JsonEncodedText.Encode(spell(value.ToString()));
        }

        return [.. names];
    }

    private static string Lower(string name) => name.ToLowerInvariant();
}
