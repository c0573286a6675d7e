using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Clearance.Silo.Tests.Http;
using Clearance.Silo.Tests.Running;
using Xunit.Abstractions;

namespace Clearance.Silo.Tests.Fuzz;

/// <summary>No input ends the process, stops a ledger, harms a valid neighbour or loses money.</summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int EventsAtLeast = 100_000;
    private const int EventsPerCall = 500;
    private const int UnchangedPerCall = 100;
    private const int NeighboursPerCall = 5;
    private const int DamagedEvery = 10;
    private const int Seed = 20261102;

    private readonly Random random = new(Seed);
    private readonly EventMutator mutator = new(Seed);
    private readonly EventMaker maker = new(new Random(Seed));
    private readonly SortedDictionary<string, int> counts = new(StringComparer.Ordinal);
    private readonly List<string> neighbours = [];

    [Fact]
    public async Task A_hundred_thousand_changed_events_harm_nothing()
    {
        await using var engine = await EngineProcess.Start();
        for (int call = 0, sent = 0; sent < EventsAtLeast; call++, sent += EventsPerCall)
        {
            var stream = EventMaker.Streams[random.Next(EventMaker.Streams.Count)];
            var changed = Enumerable.Range(0, EventsPerCall).Select(_ => mutator.Next(maker.Next(stream))).ToList();
            var unchanged = Enumerable.Range(0, UnchangedPerCall).Select(_ => maker.Next(stream));
            await SendAmongNeighbours(engine.Http, stream, [.. changed.Concat(unchanged)]);
            if (call % DamagedEvery == 0)
            {
                await SendDamaged(engine.Http, stream, changed);
            }
        }

        foreach (var (what, count) in counts)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count,8} {what}"));
        }

        await EverythingStands(engine);
    }

    private async Task SendAmongNeighbours(HttpClient http, string stream, List<string> all)
    {
        random.Shuffle(CollectionsMarshal.AsSpan(all));
        var valid = new HashSet<int>();
        for (var i = 0; i < NeighboursPerCall; i++)
        {
            var at = i * (EventsPerCall / NeighboursPerCall);
            var declaration = Sample.Declaration();
            all.Insert(at, EventMaker.Apart(stream, declaration));
            valid.Add(at);
            if (stream == "customs.declarations")
            {
                neighbours.Add(declaration);
            }
        }

        var results = await http.PostEvents(stream, $"[{string.Join(',', all)}]");
        results.Count.ShouldBe(all.Count);
        for (var i = 0; i < all.Count; i++)
        {
            if (valid.Contains(i))
            {
                results[i].Short().ShouldBe("accepted", all[i]);
            }
            else
            {
                Count(string.Join(' ', results[i].Short().Split(' ').Take(2)));
            }
        }
    }

    /// <summary>Damaged as a whole: either it is no JSON and nothing of it is applied, or each event is judged.</summary>
    private async Task SendDamaged(HttpClient http, string stream, List<string> changed)
    {
        using var content = new ByteArrayContent(
            mutator.Damage(Encoding.UTF8.GetBytes($"[{string.Join(',', changed.Take(20))}]")));
        using var response = await http.PostAsync($"/v1/streams/{stream}/events", content);
        response.StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.BadRequest);
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Count($"damaged body {(int)response.StatusCode}");
    }

    private async Task EverythingStands(EngineProcess engine)
    {
        engine.Output.ShouldNotContain("failed; traceId");
        engine.Output.ShouldNotContain("is stopped");
        (await engine.Client.IsReady()).ShouldBeTrue();
        foreach (var owner in maker.Owners)
        {
            var ledger = await engine.Client.Taxpayer(owner, DateOnly.MaxValue);
            ledger.Stopped.ShouldBeFalse();
            ledger.Sums.Balanced.ShouldBeTrue(ledger.Sums.ToString());
            ledger.Guarantees.ShouldAllBe(letter => letter.Reserved >= 0 && letter.Reserved <= letter.Limit);
        }

        foreach (var number in maker.Numbers)
        {
            await engine.Client.Declaration(number, DateOnly.MaxValue);
            await engine.Client.Declaration(number, DateOnly.MinValue);
        }

        foreach (var asked in neighbours.Chunk(1000))
        {
            var answers = await engine.Client.Eligibility(asked, new DateOnly(2026, 11, 2));
            answers.ShouldAllBe(answer => answer.Decision!.Outcome == "hold" && answer.Decision.Payable == 9_000_000);
        }

        (await engine.Stop()).ShouldBe(0);
    }

    private void Count(string what) => counts[what] = counts.GetValueOrDefault(what) + 1;
}
