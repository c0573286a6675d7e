namespace Clearance.Domain;

/// <summary>One row of a bank's day file.</summary>
public sealed record BankRow
{
    /// <summary>The line of the file it stands on, from 1.</summary>
    public required int Place { get; init; }

    /// <summary>The payment's id.</summary>
    public required string Payment { get; init; }

    /// <summary>Whom the bank credits.</summary>
    public required TaxpayerId Taxpayer { get; init; }

    /// <summary>When the payer was debited.</summary>
    public required Instant DebitedAt { get; init; }

    /// <summary>Number, declaration, code, account, amount.</summary>
    public required PaymentRow Row { get; init; }

    /// <summary>Whether it says that the payment was cancelled, not that it was made.</summary>
    public bool Cancelled { get; init; }

    /// <summary>The office the bank names, if it does.</summary>
    public OfficeCode? Office { get; init; }
}

/// <summary>A payment as a ledger has it.</summary>
/// <param name="Taxpayer">Whose ledger.</param>
/// <param name="Payment">The payment; not confirmed when only its cancellation came.</param>
public sealed record ReceivedPayment(TaxpayerId Taxpayer, Payment Payment);

/// <summary>A row as it was received.</summary>
/// <param name="Taxpayer">Whose ledger.</param>
/// <param name="DebitedAt">When the payer was debited.</param>
/// <param name="Row">Number, declaration, code, account, amount.</param>
/// <param name="Cancelled">Whether its payment is cancelled.</param>
public sealed record ReceivedRow(TaxpayerId Taxpayer, Instant DebitedAt, PaymentRow Row, bool Cancelled);
