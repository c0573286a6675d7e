using Clearance.Workload;

namespace Clearance.LoadTests.Peers;

/// <summary>
/// (d): everything in dictionaries, decided in one thread, and the engine's rows written by its bare writer. It reads nothing back: what
/// it knew is gone when it ends. What no engine can be far above, not what anybody should use.
/// </summary>
internal sealed class DictionaryPeer : IPeer, IPeerWorker
{
    private readonly Lock _memory = new();
    private readonly Dictionary<(short Stream, string Id), Guid> _known = [];
    private readonly PeerTransaction _all = new();
    private readonly List<SuspenseRow> _suspense = [];
    private readonly Dictionary<string, long> _confirmed = [];
    private readonly Dictionary<string, int> _indexes = [];
    private readonly List<string> _taxpayers;
    private readonly IBareRows _rows;
    private readonly PeerWorkers _workers;
    private bool _disposed;

    /// <param name="taxpayers">The list the writer looks taxpayers up in, to be filled as they come.</param>
    /// <param name="rows">The writer.</param>
    /// <param name="most">Events in a transaction, at most.</param>
    public DictionaryPeer(List<string> taxpayers, IBareRows rows, int most)
    {
        (_taxpayers, _rows) = (taxpayers, rows);
        _workers = new PeerWorkers([this], most, byTaxpayer: false);
    }

    Task<IReadOnlyList<PeerStatus>> IPeer.Apply(IReadOnlyList<PeerEvent> events) => _workers.Apply(events);

    async Task<IReadOnlyList<PeerStatus>> IPeerWorker.Apply(IReadOnlyList<PeerEvent> events)
    {
        var statuses = new PeerStatus[events.Count];
        var registered = new List<CommonRow>();
        var paid = new List<CommonRow>();
        lock (_memory)
        {
            for (var i = 0; i < events.Count; i++)
            {
                statuses[i] = Apply(events[i], registered, paid);
            }
        }

        CommonBatch[] batches = [new(StreamNames.Declarations, [], registered), new(StreamNames.Payments, [], paid)];
        await _rows.Write([.. batches.Where(static batch => batch.Rows.Count > 0)]);
        return statuses;
    }

    public Task<IReadOnlyDictionary<long, string>> Decisions(IReadOnlyList<long> declarations)
    {
        lock (_memory)
        {
            return Task.FromResult<IReadOnlyDictionary<long, string>>(declarations.Distinct().Where(_all.Declarations.ContainsKey)
                .ToDictionary(static it => it, it => _all.Declarations[it].Decide()));
        }
    }

    public Task<PeerSums> Sums(string taxpayer)
    {
        lock (_memory)
        {
            var own = _all.Declarations.Values.Where(it => it.Taxpayer == taxpayer).ToList();
            return Task.FromResult(new PeerSums(
                _confirmed.GetValueOrDefault(taxpayer),
                own.Sum(static it => it.Paid.Sum()),
                own.Sum(static it => it.Surplus),
                own.Sum(static it => it.Misdirected),
                _all.Parked.Values.SelectMany(static rows => rows).Where(row => row.Taxpayer == taxpayer).Sum(static row => row.Amount),
                _suspense.Where(row => row.Taxpayer == taxpayer).Sum(static row => row.Amount)));
        }
    }

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        if (!_disposed)
        {
            // The workers dispose of this worker too.
            _disposed = true;
            await _workers.DisposeAsync();
            await _rows.DisposeAsync();
        }
    }

    private PeerStatus Apply(PeerEvent it, List<CommonRow> registered, List<CommonRow> paid)
    {
        if (!_known.TryAdd((it.Stream, it.Id), it.Content))
        {
            return _known[(it.Stream, it.Id)] == it.Content ? PeerStatus.Duplicate : PeerStatus.Conflict;
        }

        var status = _all.Apply(it);
        var rows = it.Stream == PeerEvent.Declarations ? registered : paid;
        foreach (var key in it.Stream == PeerEvent.Declarations ? [it.Declaration] : it.Targets.Distinct().Where(static key => key != 0))
        {
            rows.Add(new CommonRow(key / 10 % CheckDigits.SequencesPerKind, IndexOf(it.Taxpayer), it.Amounts[0]));
        }

        _suspense.AddRange(_all.Suspense);
        foreach (var (taxpayer, amount) in _all.Confirmed)
        {
            _confirmed[taxpayer] = _confirmed.GetValueOrDefault(taxpayer) + amount;
        }

        _all.Written();
        return status;
    }

    private int IndexOf(string taxpayer)
    {
        if (!_indexes.TryGetValue(taxpayer, out var index))
        {
            _indexes[taxpayer] = index = _taxpayers.Count;
            _taxpayers.Add(taxpayer);
        }

        return index;
    }
}
