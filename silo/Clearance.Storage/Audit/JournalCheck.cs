using Clearance.Entities;

namespace Clearance.Storage;

/// <summary>How far a check is.</summary>
/// <param name="Checked">Entries checked so far.</param>
/// <param name="Expected">How many there are; 0 while ledgers are read.</param>
public readonly record struct JournalCheckProgress(long Checked, long Expected);

/// <summary>What a check found.</summary>
/// <param name="Entries">Entries checked.</param>
/// <param name="Lanes">Lanes that have some.</param>
/// <param name="Declarations">Declarations that have some.</param>
/// <param name="Heads">Ledger rows and identities that say which entry of their declaration is the last.</param>
/// <param name="FaultCount">How many faults there are.</param>
/// <param name="Faults">The first of them.</param>
public sealed record JournalReport(
    long Entries, int Lanes, long Declarations, long Heads, long FaultCount, IReadOnlyList<JournalFault> Faults)
{
    /// <summary>Whether the journal is as it was written, all of it.</summary>
    public bool IsWhole => FaultCount == 0;

    /// <summary>What comparing it with kept heads came to, in the order in which they were given.</summary>
    public IReadOnlyList<KeptHeadResult> Kept { get; init; } = [];

    /// <summary>Whether it is whole, and every kept head holds.</summary>
    public bool IsAsKept => IsWhole && Kept.All(static head => head.Holds);
}

/// <summary>Checks every entry of a store's journal: that none was altered, moved, added or taken away.</summary>
/// <remarks>
/// <para>
/// Each entry is chained to the one before it of its declaration by SHA-256, positions have no gaps, and each declaration's ledger row
/// holds the number and the hash of its last entry: taking away the end of the journal, or rewriting it with hashes that fit, is found by
/// those. Who can rewrite the ledgers too, and all hashes, is found by a head that somebody kept elsewhere: what the journal had when it was
/// made must be there still, each entry at its place.
/// </para>
/// <para>
/// An engine may go on writing meanwhile: ledgers are read first and then the journal as far as it was after that, so that what is
/// expected is there. Memory: some 200 bytes for each declaration.
/// </para>
/// </remarks>
public static class JournalCheck
{
    /// <summary>Faults beyond these are counted and not kept.</summary>
    public const int FaultsKeptMax = 1000;

    /// <summary>Checks a journal.</summary>
    /// <param name="source">Whose; it stays open.</param>
    /// <param name="progress">Hears about every page; null: nobody does.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="StoreUnavailableException">The store could not be read to the end: nothing is known.</exception>
    public static Task<JournalReport> RunAsync(
        JournalSource source, IProgress<JournalCheckProgress>? progress = null, CancellationToken cancel = default) =>
        RunAsync(source, [], progress, cancel);

    /// <summary>Checks a journal, and that it begins with what it was when each of some heads was made.</summary>
    /// <param name="source">Whose; it stays open.</param>
    /// <param name="kept">The heads; that their signatures are right is for the caller to know.</param>
    /// <param name="progress">Hears about every page; null: nobody does.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="StoreUnavailableException">The store could not be read to the end: nothing is known.</exception>
    public static async Task<JournalReport> RunAsync(
        JournalSource source, IReadOnlyList<KeptHead> kept, IProgress<JournalCheckProgress>? progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(kept);
        var name = kept.Count == 0 ? null : await source.Name(cancel).ConfigureAwait(false);
        var run = new Run(source, new KeptHeadComparison(kept, name), progress);
        await run.ReadHeads(cancel).ConfigureAwait(false);
        await run.CheckLanes(cancel).ConfigureAwait(false);
        return run.Report();
    }

    private sealed class Run(JournalSource source, KeptHeadComparison kept, IProgress<JournalCheckProgress>? progress)
    {
        private readonly JournalVerifier _verifier = new(fromTheFirst: true);
        private readonly List<JournalFault> _faults = [];
        private List<LaneRows> _lanes = [];
        private long _faultCount;
        private long _heads;
        private long _checked;
        private long _expected;

        public async Task ReadHeads(CancellationToken cancel)
        {
            progress?.Report(default);
            try
            {
                await foreach (var stored in source.Heads(cancel).ConfigureAwait(false))
                {
                    _heads++;
                    if (stored.Head is { } head)
                    {
                        _verifier.Expect(stored.Declaration, head);
                    }
                    else if (stored.Damage is { } damage)
                    {
                        Found(new JournalFault(0, 0, stored.Declaration.ToString(), 0, $"Its row, which says what its last entry is, cannot be read: {damage}"));
                    }
                }
            }
            catch (InvalidDataException damaged)
            {
                Found(new JournalFault(0, 0, "", 0, $"Not all rows can be read that say what the last entries are: {damaged.Message}"));
            }
        }

        public async Task CheckLanes(CancellationToken cancel)
        {
            IReadOnlyList<LaneEnd> ends = [];
            try
            {
                ends = await source.Lanes(cancel).ConfigureAwait(false);
            }
            catch (InvalidDataException damaged)
            {
                Found(new JournalFault(0, 0, "", 0, $"The journal cannot be read: {damaged.Message}"));
            }

            _lanes = [.. ends.Where(static end => end.Last > 0).Select(end => new LaneRows(source, end))];
            _expected = (long)Math.Min(long.MaxValue / 2, ends.Sum(static end => (double)end.Last));
            await CheckRows(cancel).ConfigureAwait(false);
            foreach (var end in ends)
            {
                CheckEnd(end);
            }

            foreach (var fault in _verifier.End())
            {
                Found(fault);
            }
        }

        public JournalReport Report() =>
            new(_checked, _lanes.Count, _verifier.Declarations, _heads, _faultCount, _faults) { Kept = kept.End() };

        private async Task CheckRows(CancellationToken cancel)
        {
            while (true)
            {
                var isAny = false;
                foreach (var lane in _lanes)
                {
                    while (await Next(lane, cancel).ConfigureAwait(false) is { } row && _verifier.IsDue(row))
                    {
                        Check(lane);
                        isAny = true;
                    }
                }

                if (isAny)
                {
                    continue;
                }

                if (await Stuck(cancel).ConfigureAwait(false) is not { } stuck)
                {
                    return;
                }

                Check(stuck);
            }
        }

        /// <summary>A lane whose next entry follows one that is nowhere; null: all are at their end.</summary>
        private async Task<LaneRows?> Stuck(CancellationToken cancel)
        {
            var waiting = _lanes.FindAll(static lane => lane.Head is not null);
            foreach (var lane in waiting.Count > 1 ? waiting : [])
            {
                var row = lane.Head!.Value;
                if (!await source.Has(row.Declaration, unchecked(row.Sequence - 1), cancel).ConfigureAwait(false))
                {
                    return lane;
                }
            }

            return waiting.FirstOrDefault();
        }

        private async Task<JournalRow?> Next(LaneRows lane, CancellationToken cancel)
        {
            try
            {
                return await lane.Next(cancel).ConfigureAwait(false);
            }
            catch (InvalidDataException damaged)
            {
                Found(new JournalFault(lane.Lane, lane.Through + 1, "", 0, $"The lane cannot be read from here on: {damaged.Message}"));
                lane.GiveUp();
                return null;
            }
        }

        private void Check(LaneRows lane)
        {
            var row = lane.Take();
            kept.Take(row);
            foreach (var fault in _verifier.Check(row))
            {
                Found(fault);
            }

            if (++_checked % LaneRows.PageSize == 0)
            {
                progress?.Report(new JournalCheckProgress(_checked, _expected));
            }
        }

        private void CheckEnd(LaneEnd end)
        {
            if (end.Promised > end.Last)
            {
                Found(new JournalFault(end.Lane, end.Last + 1, "", 0, end.Promised == end.Last + 1
                    ? "It is missing: it was the lane's last."
                    : $"It and those after it up to position {end.Promised} are missing."));
            }
            else if (end.Promised < end.Last)
            {
                Found(new JournalFault(end.Lane, end.Promised.Value + 1, "", 0, $"It lies beyond the lane's end, which is position {end.Promised}."));
            }
        }

        private void Found(JournalFault fault)
        {
            _faultCount++;
            if (_faults.Count < FaultsKeptMax)
            {
                _faults.Add(fault);
            }
        }
    }

    /// <summary>The rows of a lane up to an end, page by page.</summary>
    private sealed class LaneRows(JournalSource source, LaneEnd end)
    {
        public const int PageSize = 500;

        private IReadOnlyList<JournalRow> _page = [];
        private int _next;
        private bool _isOver;

        // A position that was altered may be below the first.
        private long _through = long.MinValue;

        public int Lane => end.Lane;

        /// <summary>The last position that was read.</summary>
        public long Through => Math.Max(0, _through);

        /// <summary>The next row, if it was read.</summary>
        public JournalRow? Head => _next < _page.Count ? _page[_next] : null;

        public async Task<JournalRow?> Next(CancellationToken cancel)
        {
            if (Head is null && !_isOver)
            {
                _page = await source.Read(end.Lane, _through, end.Last, PageSize, cancel).ConfigureAwait(false);
                _next = 0;
                _isOver = _page.Count < PageSize;
                _through = _page.Count > 0 ? _page[^1].Position : _through;
            }

            return Head;
        }

        public JournalRow Take() => _page[_next++];

        public void GiveUp() => (_page, _next, _isOver) = ([], 0, true);
    }
}
