using System.Text.Json;

namespace Clearance.Demo;

/// <summary>A row that pays a line.</summary>
internal sealed record PaidRow(string Declaration, string Code, string Account, long Amount);

/// <summary>The one event the demonstration writes itself.</summary>
internal static class Payments
{
    /// <summary>A payment by the taxpayer, debited at the end of the day.</summary>
    public static ReadOnlyMemory<byte> Confirmed(string id, string taxpayer, IReadOnlyList<PaidRow> rows, DateOnly day)
    {
        var at = new DateTimeOffset(day, new TimeOnly(23, 59), TimeSpan.FromHours(7));
        return JsonSerializer.SerializeToUtf8Bytes(new
        {
            type = "PaymentConfirmed",
            id,
            at,
            bank = id[..id.IndexOf(':')],
            taxpayer,
            debitedAt = at,
            payer = taxpayer,
            slip = (string?)null,
            rows = rows.Select((row, i) => new
            {
                row = i + 1,
                declaration = row.Declaration,
                code = row.Code,
                account = row.Account,
                amount = row.Amount,
            }),
        });
    }
}
