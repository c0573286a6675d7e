using System.Text;

namespace Clearance.Domain;

/// <summary>The words the contract allows for an enumeration, as they are written.</summary>
/// <typeparam name="T">What a word stands for.</typeparam>
internal sealed class Words<T>(params (string Word, T Value)[] words)
    where T : struct
{
    /// <summary>The words, for people.</summary>
    public string List { get; } = string.Join(", ", words.Select(w => w.Word));

    /// <summary>Finds a word's value; words are compared exactly.</summary>
    public bool TryFind(ReadOnlySpan<byte> text, out T value)
    {
        foreach (var (word, candidate) in words)
        {
            if (Ascii.Equals(text, word))
            {
                value = candidate;
                return true;
            }
        }

        value = default;
        return false;
    }
}

/// <summary>Every enumeration of the contract (contract.md §1).</summary>
internal static class Words
{
    public static readonly Words<Account> Accounts = new(("budget", Account.Budget), ("deposit", Account.Deposit));

    public static readonly Words<LineKind> LineKinds = new(
        ("tax", LineKind.Tax), ("fine", LineKind.Fine), ("interest", LineKind.Interest),
        ("deposit", LineKind.Deposit), ("fee", LineKind.Fee));

    public static readonly Words<Direction> Directions = new(
        ("import", Direction.Import), ("export", Direction.Export));

    public static readonly Words<PaymentTerm> Terms = new(
        ("A", PaymentTerm.A), ("B", PaymentTerm.B), ("C", PaymentTerm.C), ("D", PaymentTerm.D));

    public static readonly Words<ReleaseReason> ReleaseReasons = new(
        ("analysis", ReleaseReason.Analysis), ("price", ReleaseReason.Price),
        ("article21", ReleaseReason.Article21), ("documents", ReleaseReason.Documents));

    public static readonly Words<GoodsExemption> Exemptions = new(
        ("defence", GoodsExemption.Defence), ("emergency", GoodsExemption.Emergency),
        ("humanitarian", GoodsExemption.Humanitarian));

    public static readonly Words<InspectionAspect> Aspects = new(
        ("goods", InspectionAspect.Goods), ("specialised", InspectionAspect.Specialised));

    /// <summary>An inspection's result: whether it passed.</summary>
    public static readonly Words<bool> Results = new(("pass", true), ("fail", false));

    public static readonly Words<RecordedOutcome> Outcomes = new(
        ("cleared", RecordedOutcome.Cleared), ("released", RecordedOutcome.Released));

    public static readonly Words<TaxpayerStatus> Statuses = new(
        ("active", TaxpayerStatus.Active), ("closing", TaxpayerStatus.Closing),
        ("closed", TaxpayerStatus.Closed), ("suspended", TaxpayerStatus.Suspended));

    public static readonly Words<ReliefKind> Reliefs = new(
        ("instalment", ReliefKind.Instalment), ("extension", ReliefKind.Extension),
        ("freeze", ReliefKind.Freeze), ("write-off", ReliefKind.WriteOff));

    public static readonly Words<GuaranteeKind> GuaranteeKinds = new(
        ("separate", GuaranteeKind.Separate), ("general", GuaranteeKind.General));
}
