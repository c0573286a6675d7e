using System.Text.Json;
using Clearance.LoadTests.Open.Recording;
using Clearance.LoadTests.Open.Ways;

namespace Clearance.LoadTests.Open;

/// <summary>
/// Whether the engine has what it said it has, every event of it and every đồng: everything is posted again and must be known, what it refused for
/// want of room must be new to it, and the money of each taxpayer must be what banks confirmed. A run whose books do not balance has no result.
/// </summary>
internal sealed class OpenBooks(OpenCalls calls)
{
    private const int PerQuestion = 500;
    private const int AtOnce = 8;
    private const int Tries = 20;

    private readonly List<string> _wrong = [];

    /// <summary>Events posted again.</summary>
    public int PostedAgain { get; private set; }

    /// <summary>Taxpayers asked.</summary>
    public int Taxpayers { get; private set; }

    /// <summary>What is wrong, or nothing.</summary>
    public async Task<IReadOnlyList<string>> Check(IReadOnlyList<Load> loads, CancellationToken cancel)
    {
        foreach (var load in loads)
        {
            PostedAgain += await new Replay(calls, load, Note).Run(cancel);
        }

        var applied = loads.SelectMany(static load => Applied(load)).ToList();
        await CheckMoney(applied, cancel);
        await CheckDeclarations(applied, cancel);
        return _wrong;
    }

    private static IEnumerable<OfferedEvent> Applied(Load load) =>
        Enumerable.Range(0, load.Events.Count)
            .Where(i => load.EventTally.Verdict(i) is Verdict.Accepted or Verdict.Duplicate)
            .Select(i => load.Events[i]);

    private async Task CheckMoney(IEnumerable<OfferedEvent> applied, CancellationToken cancel)
    {
        var confirmed = new Dictionary<string, long>();
        foreach (var payment in applied.Where(static e => e.IsPayment).DistinctBy(static e => e.Id))
        {
            confirmed[payment.Taxpayer] = confirmed.GetValueOrDefault(payment.Taxpayer) + AmountOf(payment);
        }

        Taxpayers = confirmed.Count;
        await Parallel.ForEachAsync(confirmed, Limits(cancel), async (it, stop) => await CheckTaxpayer(it.Key, it.Value, stop));
    }

    /// <summary>Money between ledgers may still be on its way for a moment.</summary>
    private async Task CheckTaxpayer(string taxpayer, long confirmed, CancellationToken cancel)
    {
        for (var tries = 0; ; tries++)
        {
            var answer = await Repeat.UntilAnswered(() => calls.Taxpayer(taxpayer, cancel), "a taxpayer", cancel);
            using var document = JsonDocument.Parse(answer.Bytes);
            var sums = document.RootElement.GetProperty("sums");
            if (sums.GetProperty("inTransit").GetInt64() != 0 && tries < Tries)
            {
                await Task.Delay(250, cancel);
                continue;
            }

            if (sums.GetProperty("confirmed").GetInt64() != confirmed || !sums.GetProperty("balanced").GetBoolean()
                || sums.GetProperty("inTransit").GetInt64() != 0)
            {
                Note($"{taxpayer} was paid {confirmed} and has {sums}");
            }

            return;
        }
    }

    private async Task CheckDeclarations(IReadOnlyList<OfferedEvent> applied, CancellationToken cancel)
    {
        var cleared = applied.Where(static e => e.IsClearance).Select(static e => e.Declaration).ToHashSet();
        var registered = applied.Where(static e => e.IsRegistration).Select(static e => e.Declaration).Concat(cleared).Distinct();
        await Parallel.ForEachAsync(registered.Chunk(PerQuestion), Limits(cancel), async (keys, stop) =>
        {
            var answer = await Repeat.UntilAnswered(() => calls.AskAll(keys, stop), "questions", stop);
            foreach (var (key, outcome) in keys.Zip(OpenCalls.Outcomes(answer.Bytes)))
            {
                if (outcome is "unknown" or "error" || (cleared.Contains(key) && outcome is not ("cleared" or "released")))
                {
                    Note($"{key} is {outcome}{(cleared.Contains(key) ? ", though it was cleared" : "")}");
                }
            }
        });
    }

    private static ParallelOptions Limits(CancellationToken cancel) => new() { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel };

    private static long AmountOf(OfferedEvent payment)
    {
        using var document = JsonDocument.Parse(payment.Json);
        return document.RootElement.GetProperty("rows").EnumerateArray().Sum(static row => row.GetProperty("amount").GetInt64());
    }

    private void Note(string what)
    {
        lock (_wrong)
        {
            _wrong.Add(what);
        }
    }
}
