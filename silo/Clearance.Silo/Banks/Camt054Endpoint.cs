using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary><c>POST /v1/adapters/camt054</c>: payments a bank tells of in ISO 20022, taken in like events.</summary>
internal sealed class Camt054Endpoint(EngineService engine, BodyReader bodies, Admission admission, SignedCalls signed, int eventsMax)
{
    /// <summary>Takes the payments and answers, for each transaction, when all it causes is durable and visible.</summary>
    public async Task Post(HttpContext context)
    {
        var bank = BankRequest.OwnBank(context);
        if (BankRequest.MediaType(context.Request) is not ("application/xml" or "text/xml"))
        {
            throw BankRequest.UnsupportedMediaType("application/xml: a camt.054 message");
        }

        List<CamtTransaction> transactions;
        admission.Knock();
        using (var body = await bodies.Read(context.Request))
        {
            await signed.VerifyFile(context, body.Memory, bank.Value);
            transactions = CamtReader.Read(body.Memory, CamtKinds.Notification);
        }

        if (transactions.Count > eventsMax)
        {
            throw new ProblemException(new Problem(
                StatusCodes.Status413PayloadTooLarge, "TooManyEvents",
                $"One call takes at most {eventsMax} transactions. Nothing was applied."));
        }

        var results = await Take(context, transactions, bank.Value);
        await JsonAnswer.Write(context.Response, results, EventsEndpoint.Write);
    }

    private async Task<IReadOnlyList<EventResult>> Take(
        HttpContext context, List<CamtTransaction> transactions, string bank)
    {
        var cancel = context.RequestAborted;
        var open = engine.Engine;
        var results = new EventResult[transactions.Count];
        var events = new List<ReadOnlyMemory<byte>>();
        var places = new List<int>();
        var refused = new List<DeadLetter>();
        for (var i = 0; i < results.Length; i++)
        {
            var made = CamtEvents.Make(transactions[i], bank);
            if (CamtEvents.Refusal(transactions[i]) is { } refusal)
            {
                results[i] = new EventResult(transactions[i].IdOf(bank), EventStatus.Rejected, refusal);
                refused.Add(DeadLetter.Of(EventStream.Payments, Instant.From(open.Clock.GetUtcNow()), refusal, made));
                continue;
            }

            events.Add(made);
            places.Add(i);
        }

        using var place = admission.Enter(context, transactions.Count);
        if (refused.Count > 0)
        {
            await open.Store.AppendDeadLetters(refused, cancel);
        }

        var taken = events.Count == 0 ? [] : await open.Intake.Take(EventStream.Payments, events, cancel);
        for (var i = 0; i < places.Count; i++)
        {
            results[places[i]] = taken[i];
        }

        return results;
    }
}
