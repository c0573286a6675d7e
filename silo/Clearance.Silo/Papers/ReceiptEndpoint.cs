using Clearance.Domain;

namespace Clearance.Silo;

/// <summary><c>GET /v1/declarations/{n}/receipt</c>: what banks confirmed to have been paid for a declaration.</summary>
internal sealed class ReceiptEndpoint(EngineService engine)
{
    /// <summary>Answers with the receipt, once there is something to receipt.</summary>
    public async Task Get(HttpContext context)
    {
        var key = RequestReader.Declaration(context.Request, out _);
        var open = engine.Engine;
        if (await open.Entities.Declaration(key).Owner() is not { } owner
            || await open.Entities.Taxpayer(owner).Find(key) is not { Declaration: { } declaration } found)
        {
            throw new ProblemException(new Problem(
                StatusCodes.Status404NotFound, "NotRegistered", $"Declaration {key} is not registered, so no payment is on it yet.", "n"));
        }

        var receipt = PaymentReceipt.Of(declaration) ?? throw new ProblemException(new Problem(
            StatusCodes.Status409Conflict, "NothingPaid",
            $"No bank has confirmed a payment for declaration {key}, or every one was cancelled: there is nothing to receipt.", "n"));
        await Paper.Write(
            context,
            $"Xác nhận nộp tiền {PaperText.Number(declaration)}",
            new ReceiptPaper(receipt, found.Root.Version, Instant.From(open.Clock.GetUtcNow())),
            static (html, it) => it.Write(html),
            static (json, it) => it.Write(json));
    }
}
