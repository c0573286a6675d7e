namespace Clearance.Domain;

/// <summary>What names a letter of guarantee, written <c>BANK/2026/BL/0001</c> (domain.md §1).</summary>
/// <param name="Bank">The issuing bank.</param>
/// <param name="Year">Four digits.</param>
/// <param name="Sign">1–10 characters.</param>
/// <param name="Number">1–10 characters.</param>
public readonly record struct GuaranteeReference(BankCode Bank, int Year, string Sign, string Number)
    : IComparable<GuaranteeReference>
{
    /// <summary>How long a sign or a number may be.</summary>
    public const int PartLengthMax = 10;

    /// <inheritdoc/>
    public int CompareTo(GuaranteeReference other)
    {
        var order = Bank.CompareTo(other.Bank);
        order = order != 0 ? order : Year.CompareTo(other.Year);
        order = order != 0 ? order : string.CompareOrdinal(Sign, other.Sign);
        return order != 0 ? order : string.CompareOrdinal(Number, other.Number);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Bank}/{Year}/{Sign}/{Number}";
}
