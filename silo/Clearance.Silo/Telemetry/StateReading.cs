using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>How far something is published in a lane.</summary>
/// <param name="Source">What.</param>
/// <param name="Lane">Which lane.</param>
/// <param name="Lag">Entries that are not published; null: only that of the oldest is known.</param>
/// <param name="Age">How old the oldest of them is; zero: there is none.</param>
internal sealed record LaneLag(PublishedSource Source, int Lane, long? Lag, TimeSpan Age);

/// <summary>The state of an engine as it was read last.</summary>
internal sealed record EngineState
{
    /// <summary>Whether it should be asked.</summary>
    public bool IsReady { get; init; }

    /// <summary>Whether it holds its store's lease.</summary>
    public bool HoldsLease { get; init; }

    /// <summary>The epoch of that lease.</summary>
    public long Epoch { get; init; }

    /// <summary>What it has under way.</summary>
    public EngineLoad Load { get; init; }

    /// <summary>How much room the store takes.</summary>
    public StoreSize? Size { get; init; }

    /// <summary>The last position of each lane of the journal.</summary>
    public IReadOnlyList<long> Heads { get; init; } = [];

    /// <summary>What is not published yet; nothing where nothing is published.</summary>
    public IReadOnlyList<LaneLag> Lags { get; init; } = [];

    /// <summary>How many taxpayers and declarations are stopped; no more are counted than the reading looks at.</summary>
    public int Parked { get; init; }

    /// <summary>For how long the first of them is known here to be.</summary>
    public TimeSpan ParkedFor { get; init; }

    /// <summary>How old the oldest dead letter is; null: there is none.</summary>
    public TimeSpan? OldestLetter { get; init; }
}

/// <summary>Reads the state of an engine, from where it stood at the last reading.</summary>
internal sealed class StateReader(IClearanceStore store, TimeProvider clock)
{
    private const int ParkedMax = 1000;

    private readonly List<long> heads = [];
    private readonly Dictionary<string, long> parkedSince = [];

    /// <summary>Reads it.</summary>
    public async Task<EngineState> Read(Engine engine, bool isReady, CancellationToken cancel)
    {
        await ReadHeads(cancel);
        await ReadParked(cancel);
        return new EngineState
        {
            IsReady = isReady,
            HoldsLease = store.HoldsLease,
            Epoch = store.LeaseEpoch,
            Load = engine.Load,
            Size = await store.Size(cancel),
            Heads = [.. heads],
            Lags = store is IPublicationStore published ? await Lags(published, cancel) : [],
            Parked = parkedSince.Count,
            ParkedFor = parkedSince.Count == 0 ? TimeSpan.Zero : clock.GetElapsedTime(parkedSince.Values.Min()),
            OldestLetter = store is IPublicationStore letters ? await OldestLetter(letters, cancel) : null,
        };
    }

    /// <summary>Lanes have no gaps, so their ends are found by steps that double, and then by halving.</summary>
    private async Task ReadHeads(CancellationToken cancel)
    {
        for (var lane = 0; lane < store.JournalLanes; lane++)
        {
            if (lane == heads.Count)
            {
                heads.Add(0);
            }

            var (there, step) = (heads[lane], 1L);
            while (await Has(lane, there + step, cancel))
            {
                (there, step) = (there + step, step * 2);
            }

            for (; step > 1; step /= 2)
            {
                there += await Has(lane, there + (step / 2), cancel) ? step / 2 : 0;
            }

            heads[lane] = there;
        }
    }

    private async Task<bool> Has(int lane, long position, CancellationToken cancel) =>
        (await store.ReadJournal(lane, position - 1, 1, cancel)).Count > 0;

    private async Task ReadParked(CancellationToken cancel)
    {
        var now = clock.GetTimestamp();
        var homes = (await store.ParkedEvents(null, ParkedMax, cancel)).Select(static parked => parked.Home).ToHashSet(StringComparer.Ordinal);
        foreach (var repaired in parkedSince.Keys.Where(home => !homes.Contains(home)).ToList())
        {
            parkedSince.Remove(repaired);
        }

        foreach (var home in homes)
        {
            parkedSince.TryAdd(home, now);
        }
    }

    private async Task<IReadOnlyList<LaneLag>> Lags(IPublicationStore published, CancellationToken cancel)
    {
        var lags = new List<LaneLag>();
        foreach (var position in await published.LoadPublished(cancel))
        {
            if (position.Source == PublishedSource.DeadLetters)
            {
                var next = await published.ReadDeadLetters(position.Lane, position.Through, 1, cancel);
                lags.Add(new LaneLag(position.Source, position.Lane, null, next is [var letter] ? Since(letter.Letter.ReceivedAt) : TimeSpan.Zero));
            }
            else if (position.Lane < heads.Count)
            {
                var next = await store.ReadJournal(position.Lane, position.Through, 1, cancel);
                lags.Add(new LaneLag(
                    position.Source, position.Lane, Math.Max(0, heads[position.Lane] - position.Through),
                    next is [var entry] ? Since(RecordedDecision.Read(entry.Entry).At) : TimeSpan.Zero));
            }
        }

        return lags;
    }

    private async Task<TimeSpan?> OldestLetter(IPublicationStore letters, CancellationToken cancel)
    {
        TimeSpan? oldest = null;
        for (var lane = 0; lane < letters.DeadLetterLanes; lane++)
        {
            if (await letters.ReadDeadLetters(lane, 0, 1, cancel) is [var first] && Since(first.Letter.ReceivedAt) is var age && !(age <= oldest))
            {
                oldest = age;
            }
        }

        return oldest;
    }

    private TimeSpan Since(Instant at) => clock.GetUtcNow() - at.ToDateTimeOffset() is var age && age > TimeSpan.Zero ? age : TimeSpan.Zero;
}
