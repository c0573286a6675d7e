using System.Collections.Immutable;
using Clearance.Testing.Worlds;

namespace Clearance.Testing.Histories;

/// <summary>What happened, in one order of arrival, and the dates to ask about.</summary>
/// <param name="Seed">What it was generated from.</param>
/// <param name="Events">The events.</param>
/// <param name="Dates">Legal dates around every deadline of its declarations.</param>
public sealed record History(int Seed, ImmutableArray<WorldEvent> Events, ImmutableArray<DateOnly> Dates)
{
    /// <summary>The history of a seed: always the same.</summary>
    public static History Of(int seed, HistoryOptions options) => new HistoryGenerator(new Random(seed), options).Generate(seed);

    /// <summary>The same events in another order of arrival, the same for every part of this history.</summary>
    public ImmutableArray<WorldEvent> Shuffled()
    {
        var random = new Random(Seed);
        var places = new Dictionary<WorldEvent, int>(ReferenceEqualityComparer.Instance);
        foreach (var e in _all)
        {
            places[e] = random.Next();
        }

        return [.. Events.OrderBy(e => places[e])];
    }

    private readonly ImmutableArray<WorldEvent> _all = Events;

    /// <summary>One of the dates, by the seed.</summary>
    public DateOnly Date => Dates[Seed % Dates.Length];

    /// <summary>Three of the dates, by the seed: early, late and one between.</summary>
    public IReadOnlyList<DateOnly> FewDates => [Dates[Seed % 3], Dates[3 + (Seed % 3)], Dates[^(1 + (Seed % 2))]];

    /// <summary>Parts of this history, the largest cuts first: for finding the least that goes wrong.</summary>
    public IEnumerable<History> Parts()
    {
        for (var cut = Events.Length / 2; cut > 0; cut /= 2)
        {
            for (var start = 0; start + cut <= Events.Length; start += cut)
            {
                yield return this with { Events = Events.RemoveRange(start, cut) };
            }
        }
    }

    /// <summary>The events, one a line.</summary>
    public override string ToString() =>
        $"seed {Seed}, {Events.Length} events{string.Concat(Events.Select(e => Environment.NewLine + e))}";
}
