using System.Globalization;
using Clearance.Domain;

namespace Clearance.Testing.Events;

/// <summary>The contract's words for values of events, written independently of how the engine reads them.</summary>
internal static class EventWords
{
    public static string Of(Direction value) => value == Direction.Import ? "import" : "export";

    public static string Of(Account value) => value == Account.Budget ? "budget" : "deposit";

    public static string Of(InspectionAspect value) => value == InspectionAspect.Goods ? "goods" : "specialised";

    public static string Of(RecordedOutcome value) => value == RecordedOutcome.Cleared ? "cleared" : "released";

    public static string Of(GuaranteeKind value) => value == GuaranteeKind.Separate ? "separate" : "general";

    public static string Of(LineKind value) => value switch
    {
        LineKind.Tax => "tax",
        LineKind.Fine => "fine",
        LineKind.Interest => "interest",
        LineKind.Deposit => "deposit",
        LineKind.Fee => "fee",
    };

    public static string Of(TaxpayerStatus value) => value switch
    {
        TaxpayerStatus.Active => "active",
        TaxpayerStatus.Closing => "closing",
        TaxpayerStatus.Closed => "closed",
        TaxpayerStatus.Suspended => "suspended",
    };

    public static string Of(ReliefKind value) => value switch
    {
        ReliefKind.Instalment => "instalment",
        ReliefKind.Extension => "extension",
        ReliefKind.Freeze => "freeze",
        ReliefKind.WriteOff => "write-off",
    };

    public static string? Of(ReleaseReason value) => value switch
    {
        ReleaseReason.None => null,
        ReleaseReason.Analysis => "analysis",
        ReleaseReason.Price => "price",
        ReleaseReason.Article21 => "article21",
        ReleaseReason.Documents => "documents",
    };

    public static string? Of(GoodsExemption value) => value switch
    {
        GoodsExemption.None => null,
        GoodsExemption.Defence => "defence",
        GoodsExemption.Emergency => "emergency",
        GoodsExemption.Humanitarian => "humanitarian",
    };

    public static string Of(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string? Of(DateOnly? date) => date is { } given ? Of(given) : null;

    /// <summary>Local time at UTC+7, as most senders write it.</summary>
    public static string Of(Instant instant) => instant.ToDateTimeOffset().ToOffset(TimeSpan.FromHours(7))
        .ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);
}
