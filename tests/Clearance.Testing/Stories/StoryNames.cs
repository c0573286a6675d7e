using System.Globalization;
using Clearance.Domain;

namespace Clearance.Testing.Stories;

/// <summary>The short names of stories and what they stand for: <c>D1</c> an import, <c>E1</c> an export, <c>T1</c>, <c>P1</c>, <c>G1</c>.</summary>
public static class StoryNames
{
    /// <summary>A declaration: <c>D1</c> or <c>E1</c>, whatever amendment follows it.</summary>
    public static DeclarationKey Declaration(string name)
    {
        var sequence = 1_000_000L + NumberOf(name.Split('/')[0]);
        var kind = name[0] == 'E' ? 30L : 10L;
        return DeclarationKey.TryFromValue((((kind * 100_000_000) + sequence) * 10) + (sequence % 7), out var key)
            ? key
            : throw new FormatException($"{name} names no declaration.");
    }

    /// <summary>The 12 digits: <c>D1</c> is the first, <c>D1/2</c> its second amendment.</summary>
    public static DeclarationNumber Number(string name) => new(
        Declaration(name), name.Split('/') is [_, var amendment] ? int.Parse(amendment, CultureInfo.InvariantCulture) : 0);

    /// <summary>A taxpayer, of ten digits with their check digit.</summary>
    public static TaxpayerId Taxpayer(string name)
    {
        for (var stem = 10_010_000L + (NumberOf(name) * 10); ; stem++)
        {
            for (var digit = 0; digit < 10; digit++)
            {
                if (TaxpayerId.TryParse($"{stem:D9}{digit}", out var id))
                {
                    return id;
                }
            }
        }
    }

    /// <summary>A payment's id.</summary>
    public static string Payment(string name) => $"BIDV:FT{NumberOf(name)}";

    /// <summary>A row of a payment: <c>P1.2</c>.</summary>
    public static RowRef Row(string name)
    {
        var parts = name.Split('.');
        return new RowRef(Payment(parts[0]), int.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    /// <summary>A letter of guarantee.</summary>
    public static GuaranteeReference Letter(string name) => new(Bank("VCB"), 2026, "BL", NumberOf(name).ToString("D4", CultureInfo.InvariantCulture));

    /// <summary>A bank.</summary>
    public static BankCode Bank(string code) =>
        BankCode.TryParse(code, out var bank) ? bank : throw new FormatException($"{code} is no bank.");

    /// <summary>An office.</summary>
    public static OfficeCode Office(string code) =>
        OfficeCode.TryParse(code, out var office) ? office : throw new FormatException($"{code} is no office.");

    /// <summary>A line: <c>1901</c>, or <c>1901@deposit</c> for the deposit account.</summary>
    public static LineKey Line(string text)
    {
        var parts = text.Split('@');
        return new LineKey(
            ushort.Parse(parts[0], CultureInfo.InvariantCulture), parts.Length > 1 ? Account.Deposit : Account.Budget);
    }

    internal static bool IsName(string word, char kind) =>
        word.Length > 1 && char.IsAsciiDigit(word[1]) && (word[0] == kind || (kind == 'D' && word[0] == 'E'));

    private static long NumberOf(string name) => long.Parse(name.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture);
}
