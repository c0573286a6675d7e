using System.Globalization;
using Clearance.Domain;

namespace Clearance.Silo;

/// <summary>Papers of a taxpayer: that nothing is owed or what is, and the month's account.</summary>
internal sealed class TaxpayerPapersEndpoint(EngineService engine)
{
    /// <summary><c>GET /v1/taxpayers/{id}/completion?on=</c>.</summary>
    public async Task Completion(HttpContext context)
    {
        var id = RequestReader.Taxpayer(context.Request);
        var open = engine.Engine;
        var on = RequestReader.On(context.Request) ?? open.Today;
        var (root, recorded) = await LedgerReading.Recorded(open, id, context.RequestAborted);
        var completion = Domain.Completion.Of(recorded, root.Ledger.Standing, on);
        await Paper.Write(
            context,
            $"Xác nhận nghĩa vụ nộp thuế {id}",
            new CompletionPaper(completion, root, Instant.From(open.Clock.GetUtcNow())),
            static (html, it) => it.Write(html),
            static (json, it) => it.Write(json));
    }

    /// <summary><c>GET /v1/taxpayers/{id}/account?month=YYYY-MM&amp;on=</c>.</summary>
    public async Task Account(HttpContext context)
    {
        var id = RequestReader.Taxpayer(context.Request);
        var month = Month(context.Request);
        var open = engine.Engine;
        var on = RequestReader.On(context.Request) ?? open.Today;
        var (root, recorded) = await LedgerReading.Recorded(open, id, context.RequestAborted);
        var account = MonthlyAccount.Of(recorded, root.Ledger.Standing, month, on);
        await Paper.Write(
            context,
            $"Bảng kê tiền thuế tháng {PaperText.Month(month)} {id}",
            new AccountPaper(account, root, Instant.From(open.Clock.GetUtcNow())),
            static (html, it) => it.Write(html),
            static (json, it) => it.Write(json));
    }

    private static DateOnly Month(HttpRequest request) => request.Query["month"] is [{ } text]
        && DateOnly.TryParseExact(text, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month)
        && month >= MonthlyAccount.Months.First && month <= MonthlyAccount.Months.Last
            ? month
            : throw new ProblemException(new Problem(
                StatusCodes.Status400BadRequest, nameof(RejectionCode.InvalidDate), "A month is written YYYY-MM, once.", "month"));
}
