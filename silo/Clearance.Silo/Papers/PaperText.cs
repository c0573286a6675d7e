using Clearance.Domain;

namespace Clearance.Silo;

/// <summary>How papers write amounts, dates, times and names.</summary>
internal static class PaperText
{
    private static readonly TimeSpan LegalOffset = TimeSpan.FromHours(7);

    /// <summary>Whole đồng: <c>17.000.000</c>.</summary>
    public static string Dong(Int128 amount) => amount.ToString("N0", ReasonMessages.Vietnamese);

    /// <summary>A legal date: <c>02/11/2026</c>.</summary>
    public static string Day(DateOnly date) => date.ToString("dd/MM/yyyy");

    /// <summary>A month: <c>11/2026</c>.</summary>
    public static string Month(DateOnly month) => month.ToString("MM/yyyy");

    /// <summary>A time at UTC+7: <c>02/11/2026 09:15:03</c>.</summary>
    public static string Time(Instant time) => (time.ToDateTimeOffset().DateTime + LegalOffset).ToString("dd/MM/yyyy HH:mm:ss");

    /// <summary>A declaration's current 12 digits.</summary>
    public static string Number(Declaration declaration) => $"{declaration.Key}{declaration.Registration.Amendment}";

    /// <summary>What a line is.</summary>
    public static (string Vietnamese, string English) Kind(LineKind kind) => kind switch
    {
        LineKind.Tax => ("Thuế", "Tax"),
        LineKind.Fine => ("Tiền phạt", "Fine"),
        LineKind.Interest => ("Tiền chậm nộp", "Late interest"),
        LineKind.Deposit => ("Tiền gửi", "Deposit"),
        LineKind.Fee => ("Lệ phí", "Fee"),
    };

    /// <summary>The account.</summary>
    public static (string Vietnamese, string English) AccountOf(Account account) => account switch
    {
        Account.Budget => ("Ngân sách", "Budget"),
        Account.Deposit => ("Tiền gửi hải quan", "Deposit"),
    };

    /// <summary>What customs recorded.</summary>
    public static (string Vietnamese, string English) OutcomeOf(RecordedOutcome outcome) => outcome switch
    {
        RecordedOutcome.Cleared => ("Thông quan", "Cleared"),
        _ => ("Giải phóng hàng", "Released"),
    };
}
