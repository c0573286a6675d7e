using Clearance.Workload;

namespace Clearance.LoadTests;

/// <summary>Whether the engine has what it said it has. A run whose books do not balance has no result.</summary>
internal sealed class Books(EngineCalls engine, IReadOnlyList<string> taxpayers, DateOnly day)
{
    private const int BodiesAsked = 24;
    private const int TaxpayersAsked = 64;

    /// <summary>Posts a sample again, asks about its declarations and some taxpayers; what is wrong, or nothing.</summary>
    public async Task<IReadOnlyList<string>> Check(IReadOnlyList<CommonBatch> posted, CancellationToken cancel)
    {
        var wrong = new List<string>();
        var every = Math.Max(1, posted.Count / BodiesAsked);
        foreach (var batch in posted.Where((_, i) => i % every == 0))
        {
            var known = await engine.Post(batch.Stream, batch.Body, "duplicate", cancel);
            if (known != batch.Count)
            {
                wrong.Add($"{batch.Count - known} of {batch.Count} events posted again are not duplicates");
            }

            if (batch.Stream == StreamNames.Payments)
            {
                var outcomes = await engine.Outcomes([.. batch.Rows.Select(row => row.Declaration)], day, cancel);
                wrong.AddRange(outcomes.Where(outcome => outcome != "clear").Select(outcome => $"a paid declaration is {outcome}"));
            }
        }

        var step = Math.Max(1, taxpayers.Count / TaxpayersAsked);
        foreach (var taxpayer in taxpayers.Where((_, i) => i % step == 0))
        {
            if (!await engine.Balanced(taxpayer, cancel))
            {
                wrong.Add($"the books of {taxpayer} do not balance");
            }
        }

        return wrong;
    }
}
