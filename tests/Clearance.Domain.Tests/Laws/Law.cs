using System.Diagnostics;
using System.Globalization;
using Clearance.Testing.Histories;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;
using Xunit.Abstractions;

namespace Clearance.Domain.Tests.Laws;

/// <summary>Checks a law over generated histories, says what they reached, and fails when something was never reached.</summary>
/// <remarks>
/// The seed is fixed, so a run repeats itself; <c>CLEARANCE_LAW_SEED</c> sets another, <c>CLEARANCE_TEST_LONG=1</c> takes ten times
/// the cases. A failure shows the least history that breaks the law, event by event.
/// </remarks>
internal sealed class Law(ITestOutputHelper output, HistoryOptions options)
{
    private const ulong Gamma = 0x9E3779B97F4A7C15;

    private static readonly int Cases = Environment.GetEnvironmentVariable("CLEARANCE_TEST_LONG") == "1" ? 100_000 : 10_000;

    private static readonly ulong Seed = ulong.Parse(
        Environment.GetEnvironmentVariable("CLEARANCE_LAW_SEED") ?? "20261102", CultureInfo.InvariantCulture);

    public Coverage Coverage { get; } = new();

    /// <summary>Event types that this law's histories have none of.</summary>
    public IReadOnlyList<string> TypesWithout { get; init; } = [];

    /// <summary>Reasons that this law's histories have none of.</summary>
    public IReadOnlyList<ReasonCode> ReasonsWithout { get; init; } = [];

    public void Holds(Action<History> law)
    {
        var histories = Arb.From(Gen.Choose(0, int.MaxValue - 1).Select(seed => History.Of(seed, options)), it => it.Parts());
        var config = Config.QuickThrowOnFailure
            .WithMaxTest(Cases)
            .WithQuietOnSuccess(true)
            .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(Seed, Gamma), FSharpOption<int>.None)));
        var began = Stopwatch.StartNew();
        Prop.ForAll(histories, law).Check(config);
        output.WriteLine($"{Cases} histories, {began.Elapsed.TotalSeconds:N0} s");
        output.WriteLine(Coverage.ToString());
        Coverage.Missing(Coverage.EventTypes.Except(TypesWithout), Coverage.Reasons.Except(ReasonsWithout)).ShouldBeEmpty();
    }
}
