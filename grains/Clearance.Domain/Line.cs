using System.Globalization;

namespace Clearance.Domain;

/// <summary>The account a line is paid to; money of one never pays the other.</summary>
public enum Account : byte
{
    /// <summary>The state budget.</summary>
    Budget = 0,

    /// <summary>The customs deposit account.</summary>
    Deposit = 1,
}

/// <summary>What a line is. The kind decides what it does, never the code (domain.md §1).</summary>
public enum LineKind : byte
{
    /// <summary>Duty or tax.</summary>
    Tax = 0,

    /// <summary>A fine.</summary>
    Fine = 1,

    /// <summary>Late-payment interest that was assessed.</summary>
    Interest = 2,

    /// <summary>A deposit.</summary>
    Deposit = 3,

    /// <summary>The customs fee: never blocks, reported as a warning (domain.md §2).</summary>
    Fee = 4,
}

/// <summary>What names a line of a declaration: the budget sub-item and the account.</summary>
/// <param name="Code">Four digits, 0–9999.</param>
/// <param name="Account">Budget or deposit.</param>
public readonly record struct LineKey(ushort Code, Account Account) : IComparable<LineKey>
{
    /// <summary>The code's four digits.</summary>
    public string CodeText => Code.ToString("D4", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public int CompareTo(LineKey other) =>
        Code != other.Code ? Code.CompareTo(other.Code) : Account.CompareTo(other.Account);

    /// <inheritdoc/>
    public override string ToString() => $"{CodeText}/{(Account == Account.Budget ? "budget" : "deposit")}";
}

/// <summary>What one line of a declaration owes.</summary>
/// <param name="Key">Code and account.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Amount">Whole đồng, 0 … <see cref="Limits.AmountMax"/>.</param>
public readonly record struct Line(LineKey Key, LineKind Kind, long Amount)
{
    /// <summary>Whether it must be covered before goods go: everything but a fee (domain.md §2).</summary>
    public bool Blocks => Kind != LineKind.Fee;
}
