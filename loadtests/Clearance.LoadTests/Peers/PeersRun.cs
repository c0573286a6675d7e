using System.Globalization;

namespace Clearance.LoadTests.Peers;

/// <summary>One run: the engine, then every peer with every setting and again at its best, then what each of them answers.</summary>
internal sealed class PeersRun
{
    private readonly PeersOptions _options;
    private readonly PeersReport _report;
    private readonly PeerTrial _trial;
    private readonly PeerProcesses _processes;

    public PeersRun(PeersOptions options)
    {
        _options = options;
        _report = new PeersReport(options);
        _trial = new PeerTrial(options);
        _processes = new PeerProcesses(options);
    }

    /// <summary>Measures and reports; 0 unless the engine's own books or answers are wrong.</summary>
    public async Task<int> Run(CancellationToken cancel)
    {
        await _report.AddSetting(cancel);
        await using var stores = await PeerStores.Create(_options, cancel);
        foreach (var kind in Kinds())
        {
            if (await Best(stores, kind, cancel) is { } setting)
            {
                _report.AddResult(await Attempt(stores, kind, setting, _options.Pace, cancel));
            }
        }

        var answers = new AnswerRun(stores, _processes, _trial.Day);
        foreach (var kind in Kinds())
        {
            _report.AddAnswers(kind, await answers.Of(kind, _report.Findings.BestOf(kind) ?? kind.Settings[0], cancel));
        }

        _report.Conclude();
        return _report.Findings.IsEngineRight ? 0 : 1;
    }

    private IEnumerable<PeerKind> Kinds()
    {
        var peers = PeerKind.All(_options)
            .Where(kind => kind.Store != PeerStoreKind.Redis || _options.Redis is not null)
            .Where(kind => _options.Only.Count == 0 || _options.Only.Contains(kind.Name))
            .ToList();
        yield return PeerKind.Engine;

        // Its rows are what the dictionary's writer writes.
        if (_options.Only.Count == 0 || peers.Any(static kind => kind.Store == PeerStoreKind.EngineFolder))
        {
            yield return PeerKind.EmbeddedEngine;
        }

        foreach (var kind in peers)
        {
            yield return kind;
        }
    }

    /// <summary>The setting to measure: the only one, or the best of those that are tried; null: none has its books in order.</summary>
    private async Task<PeerSetting?> Best(PeerStores stores, PeerKind kind, CancellationToken cancel)
    {
        if (kind.Settings.Count == 1)
        {
            return kind.Settings[0];
        }

        foreach (var setting in kind.Settings)
        {
            _report.AddTried(await Attempt(stores, kind, setting, _options.Search, cancel));
        }

        return _report.Findings.BestOf(kind);
    }

    private async Task<PeerAttempt> Attempt(
        PeerStores stores, PeerKind kind, PeerSetting setting, PeerPace pace, CancellationToken cancel)
    {
        try
        {
            return new PeerAttempt(kind, setting, await Measure(stores, kind, setting, pace, cancel), null);
        }
        catch (Exception failure) when (!kind.IsEngine && !cancel.IsCancellationRequested)
        {
            // A setting that a peer cannot do, or not in time, is a result too; the others go on.
            return new PeerAttempt(kind, setting, null, failure.Message);
        }
    }

    private async Task<PeerResult> Measure(
        PeerStores stores, PeerKind kind, PeerSetting setting, PeerPace pace, CancellationToken cancel)
    {
        await using var store = await stores.New(kind.Store, cancel);
        PeerResult result;
        string log;
        await using (var process = await _processes.Start(kind, setting, store.Reach, cancel))
        {
            log = _processes.LastLog;
            result = await _trial.Measure(kind, setting, pace, process, store, cancel);
            if (kind == PeerKind.Engine && (_options.Only.Count == 0 || _options.Only.Contains(PeerNames.Bytes)))
            {
                _report.AddQueries(await new QueryRun(_options, _processes).Measure(process, store, _trial.Posted, cancel));
            }
        }

        if (kind.IsEngine)
        {
            var shape = kind.Store == PeerStoreKind.EngineFolder
                ? StoreShape.Of(store.Reach)
                : await PostgresShape.Of(store.Reach, cancel);
            _processes.Shapes[kind.Store] = Checked(shape with { EventsBefore = _options.Preload });

            // A page that is kept names no folder of the machine it was made on.
            var said = File.ReadLines(log).FirstOrDefault() ?? "";
            _report.AddFact(kind.Title, said.Replace(store.Reach, "FOLDER", StringComparison.Ordinal));
        }

        return result;
    }

    /// <summary>Every event made one decision, as with the peers: what is counted is the same.</summary>
    private StoreShape Checked(StoreShape shape)
    {
        var events = _trial.Posted.Sum(static batch => batch.Count);
        shape.MustBeOf(events);
        return shape.JournalEntries == events
            ? shape
            : throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture, $"The engine made {shape.JournalEntries} decisions of {events} events."));
    }
}
