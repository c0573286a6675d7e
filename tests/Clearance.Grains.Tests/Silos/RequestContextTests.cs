using System.Text;
using Clearance.Domain;
using Clearance.Testing.Events;
using Microsoft.Extensions.DependencyInjection;

namespace Clearance.Grains.Tests.Silos;

/// <summary>S8: what a caller writes beside a call of a grain is nobody's word: it changes no outcome and no answer.</summary>
public sealed class RequestContextTests
{
    /// <summary>What somebody might think is read: words of our own, of ASP.NET, and those that Orleans itself carries there.</summary>
    private static readonly (string Key, object Value)[] Forged =
    [
        ("caller", "op01"), ("Caller", "op01"), ("name", "ld02"), ("role", "officer-checker"), ("roles", "operator"), ("bank", "VCB"),
        ("taxpayer", "0300123450"), ("sub", "ld02"), ("authorization", "Bearer forged"), ("User", "root"), ("maker", "cb01"), ("checker", "ld02"),
        ("epoch", 999L), ("claim", 999L), ("version", 999L), ("on", "2020-01-01"), ("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
        ("orleans.placement.hint", "S127.0.0.1:1:1"), ("#RC_CCR", Guid.Empty), ("PropagateActivityId", true),
    ];

    [Fact]
    public async Task Whatever_is_forged_there_outcomes_and_answers_are_the_same()
    {
        var (nothing, everything) = (new Seen(), new Seen());
        await using var honest = await World.OfAClient(Watched(nothing));
        await using var forging = await World.OfAClient(Watched(everything));
        var expected = await Story(honest, static () => { });
        var forged = await Story(forging, Forge);

        forged.ShouldBe(expected);
        (nothing.Calls, everything.Calls > 10).ShouldBe((0, true), "what is forged does reach the grains");
        expected.ShouldContain("NotAllowedInStatus", customMessage: "what is refused is among it");
        expected.ShouldContain("BankMismatch");
        expected.ShouldContain("Clear");
    }

    private static void Forge()
    {
        foreach (var (key, value) in Forged)
        {
            RequestContext.Set(key, value);
        }
    }

    /// <summary>A little of everything that is judged by who somebody is or what stands, and all that is answered of it.</summary>
    private static async Task<string> Story(World world, Action before)
    {
        var told = new StringBuilder();
        var alien = Encoding.UTF8.GetString(EventJson.Write(TestEvents.Cancelled("1", TestEvents.Importer))).Replace("BIDV:HUY", "VCB:HUY")
            .Replace("\"bank\":\"BIDV\"", "\"bank\":\"VCB\"");
        (EventStream, byte[])[] events =
        [
            Of(TestEvents.Registered(1, TestEvents.Importer)),
            Of(TestEvents.Paid("1", TestEvents.Importer, 1_000_000, TestEvents.Key(1).ToString())),
            (EventStream.Payments, Encoding.UTF8.GetBytes(alien)),
            Of(TestEvents.Placed("QD", TestEvents.Other)),
            Of(TestEvents.Assigned("A", "1", TestEvents.Importer, 1)),
            Of(TestEvents.Registered(2, TestEvents.Other)),
            Of(TestEvents.Registered(2, TestEvents.Importer) with { Id = "VN:2b" }),
            Of(TestEvents.Registered(1, TestEvents.Importer)),
        ];
        foreach (var (stream, json) in events)
        {
            before();
            var result = (await world.Intake.Take(stream, [json], default)).ShouldHaveSingleItem();
            told.AppendLine($"{result.Id} {result.Status} {result.Rejection}");
        }

        foreach (var n in (int[])[1, 2, 3])
        {
            before();
            var decision = await world.Host.Declaration(TestEvents.Key(n)).Decide(new DateOnly(2026, 11, 2));
            told.AppendLine($"{decision.Declaration} {decision.Taxpayer} {decision.Outcome} {decision.Version} {decision.Outstanding} {decision.Paid}")
                .AppendLine(string.Join(',', decision.Reasons.Select(static it => it.Code)));
        }

        before();
        var root = await world.Host.Taxpayer(TestEvents.Importer).Root();
        return told.AppendLine($"{root.Version} {root.Ledger.Taxpayer}").ToString();
    }

    private static OrleansEngineOptions Watched(Seen seen) => new()
    {
        Shell = () =>
        {
            var shell = SiloShell.Bare();
            shell.Builder.Services.AddSingleton<IIncomingGrainCallFilter>(seen);
            return shell;
        },
    };

    private static (EventStream Stream, byte[] Json) Of(ClearanceEvent e) => (EventJson.StreamOf(e), EventJson.Write(e));

    /// <summary>Counts the calls of our grains that carry what was forged.</summary>
    private sealed class Seen : IIncomingGrainCallFilter
    {
        private int _calls;

        public int Calls => Volatile.Read(ref _calls);

        public Task Invoke(IIncomingGrainCallContext context)
        {
            if (context.Grain is TaxpayerGrain or DeclarationGrain && Forged.All(static it => it.Key[0] == '#' || Equals(RequestContext.Get(it.Key), it.Value)))
            {
                Interlocked.Increment(ref _calls);
            }

            return context.Invoke();
        }
    }
}
