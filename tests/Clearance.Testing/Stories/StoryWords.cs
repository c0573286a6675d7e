using System.Globalization;
using Clearance.Domain;

namespace Clearance.Testing.Stories;

/// <summary>Answers in the words of a story.</summary>
internal static class StoryWords
{
    public static string Of(Outcome outcome) => outcome.ToString().ToLowerInvariant();

    /// <summary><c>TaxUnpaid 9m</c>.</summary>
    public static string Of(HoldReason reason) =>
        reason.Shortfall is { } shortfall ? $"{reason.Code} {Amount(shortfall)}" : reason.Code.ToString();

    /// <summary><c>1901 8m</c>: what a line has.</summary>
    public static string Of(LinePaid line) => $"{Of(line.Line.Key)} {Amount(line.Paid)}";

    /// <summary><c>D1 1901 4m 2026-11-05</c>.</summary>
    public static string Of(Debt debt) =>
        $"{Of(debt.Declaration)} {Of(debt.Line)} {Amount(debt.Outstanding)} {debt.Due.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}";

    public static string Of(ReleaseStep step) => step.Action switch
    {
        ActionCode.Pay => $"pay {Of(step.Line!.Value)} {Amount(step.Amount!.Value)}",
        ActionCode.PayDebt => $"pay-debt {Of(step.Declaration!.Value)} {Of(step.Line!.Value)} {Amount(step.Amount!.Value)}",
        ActionCode.TopUpGuarantee => $"top-up G{int.Parse(step.Guarantee!.Value.Number, CultureInfo.InvariantCulture)} {Amount(step.Amount!.Value)}",
        ActionCode.ProvideGuarantee => $"provide-guarantee {Amount(step.Amount!.Value)}",
        ActionCode.AwaitInspection => "await-inspection",
        ActionCode.Reassign =>
            $"reassign {step.Row!.Value.Payment.Replace("BIDV:FT", "P")}.{step.Row!.Value.Row} {Of(step.Line!.Value)} {Amount(step.Amount!.Value)}",
        ActionCode.RegisterAgain => "register-again",
        ActionCode.AwaitOfficer => $"await-officer {step.Reason}",
    };

    /// <summary><c>12m</c>, <c>20k</c>, or the number.</summary>
    public static string Amount(long amount) =>
        amount == 0 ? "0"
        : amount % 1_000_000 == 0 ? $"{amount / 1_000_000}m"
        : amount % 1_000 == 0 ? $"{amount / 1_000}k"
        : amount.ToString(CultureInfo.InvariantCulture);

    private static string Of(LineKey line) => line.Account == Account.Deposit ? line.CodeText + "@deposit" : line.CodeText;

    /// <summary>The story's name of a key.</summary>
    private static string Of(DeclarationKey key) =>
        $"{(key.Value / 1_000_000_000 == 30 ? 'E' : 'D')}{(key.Value / 10 % 100_000_000) - 1_000_000}";
}
