using Clearance.Entities;

namespace Clearance.Storage;

/// <summary>Compares a journal with kept heads while its rows go by, each lane in order of position.</summary>
/// <param name="heads">The heads.</param>
/// <param name="journal">Of which journal the rows are; null: whoever reads may not know.</param>
internal sealed class KeptHeadComparison(IReadOnlyList<KeptHead> heads, string? journal)
{
    private readonly Dictionary<int, ComparedLane> _lanes = (
        from head in heads.Select(static (head, index) => (head, index))
        where IsOf(head.head, journal)
        from lane in head.head.Lanes
        where lane.Entries > 0
        group (head.index, lane) by lane.Lane).ToDictionary(static lane => lane.Key, static lane => new ComparedLane(lane));

    /// <summary>Takes the next row of a lane.</summary>
    public void Take(JournalRow row)
    {
        if (_lanes.TryGetValue(row.Lane, out var lane))
        {
            lane.Take(row);
        }
    }

    /// <summary>After the last row: what each head came to.</summary>
    public IReadOnlyList<KeptHeadResult> End()
    {
        var faults = heads.Select(head => IsOf(head, journal)
            ? new List<KeptHeadFault>()
            : [new KeptHeadFault(0, 0, 0, "It is of another journal: not of this store, nor of one that this was restored from.")]).ToList();
        foreach (var (_, lane) in _lanes.OrderBy(static lane => lane.Key))
        {
            foreach (var (head, fault) in lane.End())
            {
                faults[head].Add(fault);
            }
        }

        return [.. heads.Select((head, index) => new KeptHeadResult(head.Name, faults[index]))];
    }

    private static bool IsOf(KeptHead head, string? journal) => journal is null || head.Journal == journal;

    /// <summary>A lane, and what heads say of it.</summary>
    private sealed class ComparedLane
    {
        private readonly (int Head, KeptLane Lane)[] _said;
        private readonly (long Through, long From, byte[]? Peak, int Head, int Nth)[] _peaks;
        private readonly Dictionary<int, KeptHeadFault> _faults = [];
        private readonly JournalTree _tree = new();
        private int _next;
        private bool _isBroken;
        private long _agreed;
        private (long From, long Through)? _first;

        public ComparedLane(IEnumerable<(int Head, KeptLane Lane)> said)
        {
            _said = [.. said];

            // When a tree has grown to the end of what a peak of a longer one is of, it has that peak, as its last.
            _peaks =
            [
                .. from it in _said
                   from span in JournalTree.Spans(it.Lane.Entries).Select(static (span, nth) => (span.From, span.Through, Nth: nth))
                   orderby span.Through
                   select (span.Through, span.From, it.Lane.Peaks.ElementAtOrDefault(span.Nth), it.Head, span.Nth),
            ];
        }

        public void Take(JournalRow row)
        {
            if (_isBroken || _next == _peaks.Length)
            {
                return;
            }

            if (row.Position != _tree.Entries + 1)
            {
                _isBroken = true;
                return;
            }

            _tree.Add(row.Hash);
            for (; _next < _peaks.Length && _peaks[_next].Through == _tree.Entries; _next++)
            {
                Compare(_peaks[_next]);
            }
        }

        public IEnumerable<(int Head, KeptHeadFault Fault)> End()
        {
            var end = _tree.Entries;
            foreach (var (head, lane) in _said)
            {
                if (_faults.TryGetValue(head, out var fault))
                {
                    yield return (head, fault);
                }
                else if (lane.Entries > end)
                {
                    yield return (head, new KeptHeadFault(lane.Lane, Whole(lane, end) + 1, lane.Entries, _isBroken
                        ? $"The rows up to position {end} can be compared, and not those behind it."
                        : $"It had {lane.Entries} entries and has {end}: some are missing."));
                }
            }
        }

        /// <summary>Up to where a head's peaks could be compared.</summary>
        private static long Whole(KeptLane lane, long end) =>
            JournalTree.Spans(lane.Entries).Select(static span => span.Through).TakeWhile(through => through <= end).LastOrDefault();

        private void Compare((long Through, long From, byte[]? Peak, int Head, int Nth) said)
        {
            if (_faults.ContainsKey(said.Head))
            {
                return;
            }

            if (said.Peak is not null && _tree.Peaks[said.Nth].AsSpan().SequenceEqual(said.Peak))
            {
                _agreed = said.Through;
                return;
            }

            // What other heads showed narrows it, unless they are of another past than this one.
            var from = _agreed < said.Through ? Math.Max(said.From, _agreed + 1) : said.From;
            var through = said.Through;
            if (_first is { } first && first.From >= from && first.Through <= through)
            {
                (from, through) = first;
            }

            _first ??= (from, through);
            _faults[said.Head] = new KeptHeadFault(
                _said[0].Lane.Lane, from, through, from == through
                    ? $"The entry at position {from} is not the one that was there."
                    : $"The first entry that is not the one that was there is at one of the positions {from} to {through}.");
        }
    }
}
