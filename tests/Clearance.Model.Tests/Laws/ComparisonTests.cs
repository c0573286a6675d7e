using System.Globalization;
using Clearance.Testing.Histories;
using Xunit.Abstractions;

namespace Clearance.Model.Tests;

/// <remarks>
/// The seeds are fixed, so a run repeats itself; <c>CLEARANCE_LAW_SEED</c> sets the first, <c>CLEARANCE_TEST_LONG=1</c> takes ten times
/// as many. A failure shows the least history found in which the two differ.
/// </remarks>
public sealed class ComparisonTests(ITestOutputHelper output)
{
    private static readonly int Factor = Environment.GetEnvironmentVariable("CLEARANCE_TEST_LONG") == "1" ? 10 : 1;

    private static readonly int FirstSeed = int.Parse(
        Environment.GetEnvironmentVariable("CLEARANCE_LAW_SEED") ?? "20261102", CultureInfo.InvariantCulture);

    [Fact]
    public void Domain_and_model_answer_alike_after_every_event_and_message()
    {
        var coverage = Compare(HistoryOptions.Everything, 2_000);
        coverage.Missing(Coverage.EventTypes, Coverage.Reasons).ShouldBeEmpty();
    }

    [Fact]
    public void Domain_and_model_answer_alike_in_long_histories_of_few_declarations() =>
        Compare(HistoryOptions.Everything with { Declarations = 8, EventsMin = 150, EventsMax = 200 }, 100);

    [Fact]
    public void Domain_and_model_answer_alike_when_one_taxpayer_has_all() =>
        Compare(HistoryOptions.Everything with { Taxpayers = 1, Letters = 2, EventsMin = 30, EventsMax = 80 }, 500);

    [Fact]
    public void Domain_and_model_answer_alike_when_money_moves_between_many() =>
        Compare(HistoryOptions.AnyOrderOfMoney with { Taxpayers = 4, Declarations = 4, EventsMin = 40, EventsMax = 80 }, 500);

    [Fact]
    public void Domain_and_model_answer_alike_where_the_order_does_not_matter() => Compare(HistoryOptions.AnyOrder, 500);

    [Fact]
    public void Domain_and_model_answer_alike_when_money_is_moved_on_and_on() => Compare(CrowdedHistory.OfMoney, 1_000);

    [Fact]
    public void Domain_and_model_answer_alike_when_letters_never_suffice() => Compare(CrowdedHistory.OfLetters, 1_000);

    private Coverage Compare(HistoryOptions options, int count) => Compare(seed => History.Of(seed, options), count);

    private Coverage Compare(Func<int, History> historyOf, int count)
    {
        var coverage = new Coverage();
        var before = Environment.CpuUsage.TotalTime;
        for (var i = 0; i < count * Factor; i++)
        {
            var history = historyOf(FirstSeed + i);
            if (SideBySide.FirstDifference(history, coverage) is not null)
            {
                var least = Least(history);
                Assert.Fail($"{SideBySide.FirstDifference(least)}{Environment.NewLine}{least}");
            }
        }

        output.WriteLine($"{count * Factor} histories, {(Environment.CpuUsage.TotalTime - before).TotalSeconds:N0} s of processor time");
        output.WriteLine(coverage.ToString());
        return coverage;
    }

    /// <summary>Cuts what may go while the two still differ.</summary>
    private static History Least(History history)
    {
        while (history.Parts().FirstOrDefault(part => SideBySide.FirstDifference(part) is not null) is { } smaller)
        {
            history = smaller;
        }

        return history;
    }
}
