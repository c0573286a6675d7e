using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary><c>GET /v1/declarations/{n}/history</c>: every decision that was recorded, or the one in force at a moment.</summary>
internal sealed class HistoryEndpoint(EngineService engine)
{
    private const int LimitMax = 500;
    private const int LimitUnlessSaid = 100;

    /// <summary>Answers with a page, or with one decision when a moment is named.</summary>
    public async Task Get(HttpContext context)
    {
        var request = context.Request;
        var key = RequestReader.Declaration(request, out _);
        if (JournalRequest.Moment(request, "asOf") is { } asOf)
        {
            await JsonAnswer.Write(
                context.Response,
                (key, InForce: await At(key, asOf, context.RequestAborted)),
                static (json, it) => HistoryJson.Write(json, it.key, it.InForce));
            return;
        }

        var after = RequestReader.Number(request, "after", 0, 0, long.MaxValue - 1);
        var limit = (int)RequestReader.Number(request, "limit", LimitUnlessSaid, 1, LimitMax);
        var read = await engine.Engine.Store.ReadJournal(key, after + 1, limit + 1, context.RequestAborted);
        var page = read.Take(limit).Select(static record => record.Entry).ToList();
        long? next = read.Count > limit ? page[^1].Sequence : null;
        await JsonAnswer.Write(
            context.Response, (key, page, next), static (json, it) => HistoryJson.Write(json, it.key, it.page, it.next));
    }

    /// <summary>The last entry that was recorded by then. A moment to come is answered for now: nobody knows what will be.</summary>
    private async Task<InForce> At(DeclarationKey key, Instant asOf, CancellationToken cancel)
    {
        var open = engine.Engine;
        var now = Instant.From(open.Clock.GetUtcNow());
        asOf = asOf < now ? asOf : now;
        var (inForce, until) = (default(JournalWrite), default(Instant?));
        for (var next = 1L; ;)
        {
            var page = await open.Store.ReadJournal(key, next, LimitMax, cancel);
            foreach (var entry in page.Select(static record => record.Entry))
            {
                // Clocks may have been set back: the order is that of the entries, and so every one is looked at.
                var at = RecordedDecision.Read(entry).At;
                (inForce, until) = at <= asOf ? (entry, default(Instant?)) : (inForce, until ?? at);
            }

            if (page.Count < LimitMax)
            {
                return new InForce(asOf, inForce, until);
            }

            next = page[^1].Entry.Sequence + 1;
        }
    }
}
