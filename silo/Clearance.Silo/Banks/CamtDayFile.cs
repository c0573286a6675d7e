using Clearance.Domain;

namespace Clearance.Silo;

/// <summary>A day file as camt.053 or camt.054.</summary>
internal static class CamtDayFile
{
    /// <summary>Reads every row of a file.</summary>
    /// <exception cref="ProblemException">It cannot be read: which line, and why.</exception>
    public static List<BankRow> Read(ReadOnlyMemory<byte> file, BankCode bank)
    {
        var rows = new List<BankRow>();
        foreach (var transaction in CamtReader.Read(file, CamtKinds.Statement | CamtKinds.Notification))
        {
            if (transaction.Fault is { } fault)
            {
                throw BankFile.Fault(fault.Line, $"{fault.Field} {fault.Detail}");
            }

            for (var i = 0; i < transaction.Rows.Count; i++)
            {
                rows.Add(Row(transaction, i, bank).Read(bank));
            }
        }

        return rows;
    }

    private static BankRowText Row(CamtTransaction transaction, int index, BankCode bank)
    {
        var row = transaction.Rows[index];
        return new BankRowText
        {
            Place = row.Line,
            Payment = transaction.Reference.Length == 0 ? string.Empty : transaction.IdOf(bank.Value),
            Row = (index + 1).ToString(),
            Taxpayer = transaction.Taxpayer,
            Declaration = row.Declaration,
            Code = row.Code,
            Account = row.Account,
            Amount = row.Amount,
            DebitedAt = transaction.DebitedAt,
            Status = transaction.IsReversal ? "cancelled" : "confirmed",
            Office = row.Office,
        };
    }
}
