using System.Buffers;
using System.Globalization;
using System.Text;

namespace Clearance.Domain;

/// <summary>A row of a day file as written, whatever format the file has. An empty text is a member that is not there.</summary>
public readonly record struct BankRowText
{
    private const string Time = "a time as in 2026-11-02T09:15:03+07:00, or without offset at UTC+7";

    private static readonly SearchValues<char> IdCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789:._/-");

    /// <summary>The line of the file it stands on, from 1.</summary>
    public required int Place { get; init; }

    /// <summary>The payment's id.</summary>
    public required string Payment { get; init; }

    /// <summary>The row's number within the payment.</summary>
    public required string Row { get; init; }

    /// <summary>Whom the bank credits.</summary>
    public required string Taxpayer { get; init; }

    /// <summary>The declaration, as the payer wrote it; empty when unitemised.</summary>
    public required string Declaration { get; init; }

    /// <summary>The sub-item; empty only when unitemised.</summary>
    public required string Code { get; init; }

    /// <summary><c>budget</c> or <c>deposit</c>.</summary>
    public required string Account { get; init; }

    /// <summary>Whole đồng.</summary>
    public required string Amount { get; init; }

    /// <summary>When the payer was debited.</summary>
    public required string DebitedAt { get; init; }

    /// <summary><c>confirmed</c> or <c>cancelled</c>.</summary>
    public required string Status { get; init; }

    /// <summary>The office; empty where the file has none.</summary>
    public string Office { get; init; }

    /// <summary>Reads the row, or says which member is wrong and why.</summary>
    /// <param name="bank">Whose file it is: every payment's id starts with it.</param>
    /// <param name="row">The row.</param>
    /// <param name="member">The member that is wrong; empty when none is.</param>
    /// <param name="why">What it must be, and is not.</param>
    public bool TryRead(BankCode bank, out BankRow row, out string member, out string why)
    {
        row = null!;
        (member, why) = Fault(bank);
        if (member.Length > 0)
        {
            return false;
        }

        _ = TaxpayerId.TryParse(Taxpayer, out var taxpayer);
        _ = TryTime(DebitedAt, out var debitedAt);
        _ = TryWhole(Amount, out var amount);
        row = new BankRow
        {
            Place = Place,
            Payment = Payment,
            Taxpayer = taxpayer,
            DebitedAt = debitedAt,
            Cancelled = Status == "cancelled",
            Office = OfficeCode.TryParse(Office ?? string.Empty, out var office) ? office : null,
            Row = new PaymentRow(
                int.Parse(Row, NumberStyles.None, CultureInfo.InvariantCulture),
                Declaration.Length == 0 ? null : Declaration,
                Code.Length == 0 ? null : ushort.Parse(Code, NumberStyles.None, CultureInfo.InvariantCulture),
                Account == "budget" ? Domain.Account.Budget : Domain.Account.Deposit,
                amount),
        };
        return true;
    }

    /// <summary>Reads a time; one without an offset is at UTC+7, as the bank's clock is.</summary>
    public static bool TryTime(string text, out Instant time)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return CalendarText.TryInstant(bytes, out time) || CalendarText.TryInstant([.. bytes, .. "+07:00"u8], out time);
    }

    /// <summary>Reads whole đồng: digits, and after a point zeros only, as ISO 20022 may write them.</summary>
    public static bool TryWhole(string text, out long amount)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? text : text[..point];
        var isWhole = point < 0 || (point < text.Length - 1 && text.AsSpan(point + 1).IndexOfAnyExcept('0') < 0);
        return long.TryParse(whole, NumberStyles.None, CultureInfo.InvariantCulture, out amount) && isWhole;
    }

    private (string Member, string Why) Fault(BankCode bank) =>
        !bank.Owns(Payment) || Payment.Length > Limits.IdLengthMax || Payment.AsSpan().ContainsAnyExcept(IdCharacters)
            ? ("payment", $"must be an id that starts with {bank}:, of at most {Limits.IdLengthMax} characters of A–Z a–z 0–9 : . _ / -")
        : !int.TryParse(Row, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? ("row", "must be a whole number from 0")
        : !TaxpayerId.TryParse(Taxpayer, out _) ? ("taxpayer", "must be 10, 12 or 13 digits with a right check digit")
        : !IsCode() ? ("code", "must be four digits, and may be empty only where the declaration is")
        : Account is not ("budget" or "deposit") ? ("account", "must be budget or deposit")
        : !TryWhole(Amount, out var amount) || amount is < 1 or > Limits.AmountMax
            ? ("amount", $"must be whole đồng, 1 to {Limits.AmountMax}, in digits only")
        : !TryTime(DebitedAt, out _) ? ("debitedAt", $"must be {Time}")
        : Status is not ("confirmed" or "cancelled") ? ("status", "must be confirmed or cancelled")
        : !string.IsNullOrEmpty(Office) && !OfficeCode.TryParse(Office, out _) ? ("office", "must be an office as in 03CC, or empty")
        : (string.Empty, string.Empty);

    private bool IsCode() => Code.Length == 0
        ? Declaration.Length == 0
        : Code.Length == 4 && Code.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0;
}
