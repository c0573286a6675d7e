using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>What the last census found, and how it went.</summary>
internal sealed record CensusFindings
{
    /// <summary>Nothing was counted yet.</summary>
    public static CensusFindings None { get; } = new();

    /// <summary>What was found; null: no pass has ended yet, or the store cannot be counted.</summary>
    public Census? Census { get; init; }

    /// <summary>When that pass ended.</summary>
    public Instant? AsOf { get; init; }

    /// <summary>How long it took, its pauses among it.</summary>
    public TimeSpan Took { get; init; }

    /// <summary>What was not applied, of every kind.</summary>
    public DeadLetterCounts DeadLetters { get; init; } = DeadLetterCounts.None;

    /// <summary>Why the last pass failed, so that what is here is older than it should be; null: it did not.</summary>
    public string? Failed { get; init; }

    /// <summary>Why there is no census at all; null: there is one, or will be.</summary>
    public string? Impossible { get; init; }
}

/// <summary>The dead letters there are.</summary>
/// <param name="Letters">How many.</param>
/// <param name="ByCode">How many of each code, the most first.</param>
/// <param name="Oldest">When the first was received.</param>
/// <param name="Latest">When the last was received.</param>
internal sealed record DeadLetterCounts(
    long Letters, IReadOnlyList<KeyValuePair<string, long>> ByCode, Instant? Oldest, Instant? Latest)
{
    public static DeadLetterCounts None { get; } = new(0, [], null, null);
}

/// <summary>Counts dead letters: none ever leaves, so that each is read once.</summary>
internal sealed class DeadLetterTally(IPublicationStore letters)
{
    private const int Page = 200;

    private readonly Dictionary<int, long> passed = [];
    private readonly SortedDictionary<string, long> codes = new(StringComparer.Ordinal);
    private long count;
    private Instant? oldest;
    private Instant? latest;

    /// <summary>Counts those that came since the last time.</summary>
    public async Task<DeadLetterCounts> Count(Func<Task> breathe, CancellationToken cancel)
    {
        for (var lane = 0; lane < letters.DeadLetterLanes; lane++)
        {
            while (await letters.ReadDeadLetters(lane, passed.GetValueOrDefault(lane), Page, cancel) is { Count: > 0 } page)
            {
                foreach (var record in page)
                {
                    Add(record.Letter);
                    passed[lane] = record.Sequence;
                }

                await breathe();
            }
        }

        return new DeadLetterCounts(count, [.. codes.OrderByDescending(static it => it.Value)], oldest, latest);
    }

    private void Add(DeadLetter letter)
    {
        count++;
        codes[letter.Code] = codes.GetValueOrDefault(letter.Code) + 1;
        oldest = oldest is { } first && first <= letter.ReceivedAt ? first : letter.ReceivedAt;
        latest = latest is { } last && last >= letter.ReceivedAt ? last : letter.ReceivedAt;
    }
}
