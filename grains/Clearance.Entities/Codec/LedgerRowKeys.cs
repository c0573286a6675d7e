using System.Globalization;
using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>The keys of a ledger's rows, and what they name.</summary>
public static class LedgerRowKeys
{
    private const char Separator = '/';

    /// <summary>The standing's own row.</summary>
    public static LedgerRowKey Standing { get; } = new(LedgerRowKind.Standing, string.Empty);

    /// <summary>A declaration's row.</summary>
    public static LedgerRowKey Declaration(DeclarationKey key) => new(LedgerRowKind.Declaration, key.ToString());

    /// <summary>A payment's row.</summary>
    public static LedgerRowKey Payment(string id) => new(LedgerRowKind.Payment, id);

    /// <summary>A letter's row: its reference, a slash in the sign as <c>%2F</c>.</summary>
    public static LedgerRowKey Guarantee(GuaranteeReference reference)
    {
        var sign = reference.Sign
            .Replace("%", "%25", StringComparison.Ordinal)
            .Replace("/", "%2F", StringComparison.Ordinal);
        return new(LedgerRowKind.Guarantee, (reference with { Sign = sign }).ToString());
    }

    /// <summary>Reads the reference of a letter's row.</summary>
    public static bool TryGuarantee(LedgerRowKey row, out GuaranteeReference reference)
    {
        reference = default;
        var parts = row.Key.Split(Separator, 4);
        if (row.Kind != LedgerRowKind.Guarantee || parts.Length != 4 || !BankCode.TryParse(parts[0], out var bank)
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var year))
        {
            return false;
        }

        var sign = parts[2].Replace("%2F", "/", StringComparison.Ordinal).Replace("%25", "%", StringComparison.Ordinal);
        reference = new GuaranteeReference(bank, year, sign, parts[3]);
        return Guarantee(reference) == row;
    }
}
