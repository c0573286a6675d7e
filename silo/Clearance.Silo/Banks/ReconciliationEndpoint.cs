using Clearance.Domain;

namespace Clearance.Silo;

/// <summary><c>POST /v1/reconciliations</c>: a bank's day file beside what was received of it. Nothing is changed.</summary>
internal sealed class ReconciliationEndpoint(EngineService engine, BodyReader bodies)
{
    /// <summary>Reads the file, gathers what was received, and answers with the comparison.</summary>
    public async Task Post(HttpContext context)
    {
        var bank = BankRequest.OwnBank(context);
        var day = BankRequest.Day(context.Request);
        var all = BankRequest.AllRows(context.Request);
        var open = engine.Engine;
        var scan = LedgerReading.Scan(open);
        using var body = await bodies.Read(context.Request);
        var file = Read(context.Request, body.Memory, bank);

        var received = new ReceivedOfBank(open.Store, scan, bank);
        var named = file.Select(static row => row.Payment).ToHashSet(StringComparer.Ordinal);
        var payments = await received.Payments(day, named, context.RequestAborted);
        var rows = file.Select(static row => row.Row).Concat(payments.SelectMany(static it => it.Payment.Rows.Select(static row => row.Row)));
        var offices = await received.Offices(rows, context.RequestAborted);
        var result = Reconciliation.Of(day, file, payments, offices);
        var isClosed = Instant.From(open.Clock.GetUtcNow()) > day.Through;
        await JsonAnswer.Write(
            context.Response,
            new ReconciliationJson(bank, result, file.Count, isClosed, all),
            static (json, it) => it.Write(json));
    }

    private static List<BankRow> Read(HttpRequest request, ReadOnlyMemory<byte> file, BankCode bank) =>
        BankRequest.MediaType(request) switch
        {
            "text/csv" => CsvDayFile.Read(file, bank),
            "application/xml" or "text/xml" => CamtDayFile.Read(file, bank),
            _ => throw BankRequest.UnsupportedMediaType("text/csv, or application/xml for camt.053 and camt.054"),
        };
}
