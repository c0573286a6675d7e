namespace Clearance.Storage;

/// <summary>Where the latest journal entries of each declaration are, until they are sorted into the index.</summary>
/// <remarks>As with <see cref="RegistryTail"/>: changed by the writer alone, and only by what is durable.</remarks>
internal sealed class JournalTail
{
    private readonly Lock _gate = new();
    private readonly Chains _added = new();
    private Chains _active = new();
    private Chains _sorting = new();

    /// <summary>How many entries wait to be sorted in, those being sorted excepted.</summary>
    public int Count => _active.Entries.Count;

    /// <summary>Adds a declaration's entries from a sequence number on: sequence and position.</summary>
    public void Collect(long declaration, long from, SortedDictionary<long, long> positions)
    {
        lock (_gate)
        {
            _sorting.Collect(declaration, from, positions);
            _active.Collect(declaration, from, positions);
        }
    }

    /// <summary>Whether an entry is here, the open transaction included. For the writer.</summary>
    public bool HasOwn(long declaration, long sequence) =>
        _added.Has(declaration, sequence) || _active.Has(declaration, sequence) || _sorting.Has(declaration, sequence);

    /// <summary>Adds an entry of the open transaction.</summary>
    public void Add(long declaration, long sequence, long position) => _added.Add(declaration, sequence, position);

    /// <summary>The transaction committed.</summary>
    public void Publish()
    {
        lock (_gate)
        {
            foreach (var entry in _added.Entries)
            {
                _active.Add(entry.Declaration, entry.Sequence, entry.Position);
            }
        }

        _added.Clear();
    }

    /// <summary>The transaction was undone.</summary>
    public void Forget() => _added.Clear();

    /// <summary>Sets all entries apart to be sorted in; those that come from now on are the next ones.</summary>
    public SortCursor<JournalPlace> BeginSorting()
    {
        lock (_gate)
        {
            _sorting = _active;
            _active = new Chains();
        }

        var sorting = _sorting;
        return new SortCursor<JournalPlace>(() =>
        {
            var places = sorting.Entries.ToArray();
            Array.Sort(places, static (left, right) => left.Declaration != right.Declaration
                ? left.Declaration.CompareTo(right.Declaration)
                : left.Sequence.CompareTo(right.Sequence));
            return places;
        });
    }

    /// <summary>Those set apart are sorted in, durably.</summary>
    public void EndSorting()
    {
        lock (_gate)
        {
            _sorting = new Chains();
        }
    }

    /// <summary>Entries in order of arrival, each knowing the one before it of the same declaration.</summary>
    private sealed class Chains
    {
        private readonly Dictionary<long, int> _last = [];

        public List<JournalPlace> Entries { get; } = [];

        public void Add(long declaration, long sequence, long position)
        {
            var before = _last.GetValueOrDefault(declaration, -1);
            _last[declaration] = Entries.Count;
            var rising = before < 0 || (Entries[before].Rising && Entries[before].Sequence < sequence);
            Entries.Add(new JournalPlace(declaration, sequence, position, before, rising));
        }

        public bool Has(long declaration, long sequence)
        {
            for (var i = _last.GetValueOrDefault(declaration, -1); i >= 0; i = Entries[i].Before)
            {
                if (Entries[i].Sequence == sequence)
                {
                    return true;
                }

                // The usual case, at once: the next number of a declaration with any number of entries.
                if (Entries[i].Rising && Entries[i].Sequence < sequence)
                {
                    return false;
                }
            }

            return false;
        }

        public void Collect(long declaration, long from, SortedDictionary<long, long> positions)
        {
            for (var i = _last.GetValueOrDefault(declaration, -1); i >= 0; i = Entries[i].Before)
            {
                if (Entries[i].Sequence >= from)
                {
                    positions[Entries[i].Sequence] = Entries[i].Position;
                }
            }
        }

        public void Clear()
        {
            _last.Clear();
            Entries.Clear();
        }
    }
}

/// <summary>Where an entry is.</summary>
/// <param name="Declaration">Whose.</param>
/// <param name="Sequence">Which of its entries.</param>
/// <param name="Position">Its position in the journal.</param>
/// <param name="Before">The index of the declaration's entry before it in the same list; -1 when there is none.</param>
/// <param name="Rising">Whether the numbers of that list rise up to this entry.</param>
internal readonly record struct JournalPlace(long Declaration, long Sequence, long Position, int Before, bool Rising);
