using Clearance.Domain;

namespace Clearance.Silo;

/// <summary>What a bank's file may be, and what one that cannot be read is answered with.</summary>
internal static class BankFile
{
    /// <summary>The most rows of one file: some twenty times a nation's busiest day of one bank.</summary>
    public const int RowsMax = 200_000;

    /// <summary>No text of a file is longer, in characters.</summary>
    public const int TextMax = 256;

    /// <summary>Says that a file cannot be read, where and why.</summary>
    public static ProblemException Fault(int line, string why) => new(new Problem(
        StatusCodes.Status400BadRequest, "UnreadableFile", $"Line {line}: {why} Nothing was changed.", $"line {line}"));

    /// <summary>Says that a file has too many rows.</summary>
    public static ProblemException TooManyRows() => new(new Problem(
        StatusCodes.Status413PayloadTooLarge, "TooManyRows", $"A file has at most {RowsMax} rows. Nothing was changed."));

    /// <summary>A text of the file, short enough to be shown.</summary>
    public static string Shown(string text) => text.Length <= 40 ? $"'{text}'" : $"'{text[..40]}…'";

    /// <summary>Reads a row, or says what is wrong with it.</summary>
    /// <exception cref="ProblemException">A member is wrong.</exception>
    public static BankRow Read(this BankRowText text, BankCode bank) =>
        text.TryRead(bank, out var row, out var member, out var why)
            ? row
            : throw Fault(text.Place, $"{member} {why}; {Shown(Written(text, member))} is not.");

    private static string Written(BankRowText text, string member) => member switch
    {
        "payment" => text.Payment,
        "row" => text.Row,
        "taxpayer" => text.Taxpayer,
        "code" => text.Code,
        "account" => text.Account,
        "amount" => text.Amount,
        "debitedAt" => text.DebitedAt,
        "status" => text.Status,
        _ => text.Office,
    };
}
