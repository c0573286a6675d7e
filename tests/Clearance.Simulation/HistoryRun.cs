using System.Collections.Immutable;
using Clearance.Domain;
using Clearance.Entities;
using Clearance.LocalHost;
using Clearance.Simulation.Engines;
using Clearance.Simulation.Faults;
using Clearance.Simulation.Judging;
using Clearance.Simulation.Logs;
using Clearance.Simulation.Planted;
using Clearance.Simulation.Stores;
using Clearance.Testing.Histories;
using Clearance.Testing.Worlds;

namespace Clearance.Simulation;

/// <summary>One history in one simulated world: the log, the engines, the disk, and who judges them.</summary>
internal sealed class HistoryRun
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(5);

    private readonly SimulationOptions _options;
    private readonly ImmutableArray<WorldEvent> _events;
    private readonly SimulationScheduler _scheduler;
    private readonly SimulatedProcess _harness;
    private readonly FaultPlan _faults;
    private readonly SimulatedDisk _disk;
    private readonly Occurrences _seen = new();
    private readonly Fleet _fleet;
    private readonly SimulatedLog _log;
    private readonly ResultCheck _results;
    private readonly Callers _callers;
    private readonly Poison _poison;
    private readonly Operator _operator;
    private int _broken;

    public HistoryRun(SimulationOptions options, IJudge judge)
    {
        _options = options;
        History = History.Of(options.Seed, SimulationOptions.Workload);
        _events = History.Events;
        _scheduler = new SimulationScheduler((ulong)options.Seed, Start(History));
        _harness = _scheduler.NewProcess("harness");
        _faults = new FaultPlan(options.Seed, options.NoFaults, options.WithoutFaults);
        _poison = new Poison(_faults) { Struck = Struck };
        _disk = new SimulatedDisk(new Sabotage(options.Planted), _poison);
        var hasher = new EventHasher(_disk.Secret);
        _fleet = new Fleet(
            _scheduler, _harness, _disk, _faults, options.IsCluster, EngineOptions, new ParkWatch(this), engine => new EngineParts(engine));
        Judge = new CommitJudge(judge, hasher, _events, _poison, options.IsCluster)
        {
            EngineOf = store => _fleet.Of(store),
        };
        _faults.Happened = _seen.Happened;
        Judge.Applied = _seen.Applied;
        _results = new ResultCheck(_disk, hasher, _events, Judge, options.IsCluster);
        Judge.Resumed = _results.IsResumed;
        _disk.Committed = Commit;
        _log = new SimulatedLog(_events, _harness, _fleet, _faults) { Answered = Answered, Spawn = Spawn, Sent = Sent };
        _fleet.Changed = _log.PlaceChanged;
        _operator = new Operator(_fleet, _disk, _poison, Judge, _results, _log, hasher, _events);
        _callers = new Callers(_harness, _fleet, _faults, Judge, History, _scheduler.Note) { Answered = Answered, Sent = Sent, Seen = _seen.Decided };
    }

    public History History { get; }

    public CommitJudge Judge { get; }

    /// <summary>Runs it to its end.</summary>
    public SimulationResult Run()
    {
        try
        {
            _scheduler.Run(_harness, Main, _options.StepsMax);
        }
        catch (SimulationException stuck)
        {
            Judge.Fail($"{stuck.Message} {_log.Unfinished()}, {_callers.Posting} calls without an answer, {_disk.State.PendingIntents(0, 100).Count} messages stored.");
        }
        catch (Exception error)
        {
            // Whatever it was, it is the failure of this seed alone.
            Judge.Fail(error.ToString());
        }

        return new SimulationResult
        {
            Options = _options,
            Digest = _scheduler.Digest,
            Failure = Judge.Failure,
            Steps = _scheduler.Steps,
            Commits = Judge.Commits,
            Answers = _callers.Answers,
            Refusals = _callers.Refusals,
            Faults = _faults.Injected,
            SentAgain = _operator.SentAgain,
            Reasons = _seen.Reasons,
            TypeFaults = _seen.TypeFaults,
        };
    }

    private static DateTimeOffset Start(History history) =>
        new(history.Dates[0], new TimeOnly(8, 0), TimeSpan.FromHours(7));

    /// <summary>Small bounds, so that everything that is done in parts is; entities leave memory early in some runs.</summary>
    private LocalEngineOptions EngineOptions()
    {
        var choice = (ulong)_options.Seed;
        var idle = TimeSpan.FromMilliseconds(_faults.Pick(FaultKind.Stop, choice, 3) == 0 ? 20 : 5000);
        return new LocalEngineOptions
        {
            SettleWithin = TimeSpan.FromSeconds(1),
            ActivatedAtStart = _faults.Pick(FaultKind.Freeze, choice, 3),
            Host = new LocalHostOptions
            {
                TaxpayerIdleAfter = idle,
                DeclarationIdleAfter = idle,
                CollectEvery = idle,
                DrainWithin = TimeSpan.FromMilliseconds(200),
                MemoryLoad = static () => 0,
            },
            Entities = new EntityLimits
            {
                EventsPerCommitMax = _faults.Pick(FaultKind.Crash, choice, 2) == 0 ? 3 : 512,
                DeclarationsPerPage = 1 + _faults.Pick(FaultKind.LeaseLost, choice, 3),
            },
            Commit = new GroupCommitLimits { UnitsWaitingMax = 3 },
        };
    }

    private void Commit(CommitUnit unit, SimulatedStore by)
    {
        _scheduler.Note(UnitDigest.Of(unit));
        Judge.Take(unit, by);
    }

    private void Sent(IReadOnlyList<int> messages)
    {
        foreach (var message in messages)
        {
            _seen.Sent(_events[message]);
        }
    }

    private void Answered(SimulatedEngine engine, IReadOnlyList<int> messages, IReadOnlyList<EventResult>? results)
    {
        foreach (var message in messages)
        {
            _seen.Answered(_events[message]);
        }

        _results.Take(engine, messages, results);
    }

    private async Task Main()
    {
        for (var place = 0; place < _fleet.Places; place++)
        {
            var kept = place;
            Spawn(() => _fleet.Keep(kept));
        }

        if (_options.IsCluster)
        {
            Spawn(() => new IntentPump(_fleet, _disk, _harness).Run());
        }

        _log.Start();
        var story = Story();
        await Task.WhenAny(story, Judge.Failed);
        if (Judge.Failure is null)
        {
            await story;
        }
    }

    private async Task Story()
    {
        Spawn(_callers.AskForEver);
        var producer = new Producer(_events, _options, _harness, _fleet, _faults, _log, _callers, _scheduler.Clock) { Spawn = Spawn };
        await producer.Run();
        await Until(() => _log.IsFinished && _callers.Posting == 0);
        _faults.Stop();
        _callers.Stop();
        await Until(() => _broken == 0 && _log.IsFinished);
        await Until(() => !_fleet.HasLeftovers && _fleet.Up.Count == _fleet.Places);
        await Until(() => _disk.State.PendingIntents(0, 1).Count == 0);
        var audit = new FinalAudit(_fleet, _disk, Judge, History, _options, _harness)
        {
            Answered = _results.Take,
            Scheduler = _scheduler,
            Keys = _callers.DeclarationKeys,
            Seen = _seen.Decided,
        };
        await audit.Run();
        _results.CheckAll(_options.WithoutEvents);
    }

    /// <summary>Something throws in a ledger; somebody comes and repairs it.</summary>
    private void Struck(TaxpayerId ledger, ulong number)
    {
        _broken++;
        Spawn(async () =>
        {
            await _harness.Delay(_faults.Time(FaultKind.Poison, number, 300), CancellationToken.None);
            if (_faults.Pick(FaultKind.Poison, number, 2) == 0)
            {
                _operator.Repair(ledger);
            }
            else
            {
                await _operator.RepairAndResume(ledger, () => _harness.Delay(Poll, CancellationToken.None));
            }

            _broken--;
        });
    }

    private async Task Until(Func<bool> condition)
    {
        while (!condition())
        {
            await _harness.Delay(Poll, CancellationToken.None);
        }
    }

    private void Spawn(Func<Task> work) => _harness.Post(async () =>
    {
        try
        {
            await work();
        }
        catch (Exception error)
        {
            // Whatever it was, the run has failed with it.
            Judge.Fail(error.ToString());
        }
    });

    /// <summary>Nothing may stop a ledger but what the plan has throw in it.</summary>
    private sealed class ParkWatch(HistoryRun run) : IEntityObserver
    {
        public void Alerted(Alert alert)
        {
        }

        public void Parked(string home, string eventId, Exception why)
        {
            // Where a fault is planted the comparison is to notice it, not the engine.
            if (run._options.Planted is null && !(TaxpayerId.TryParse(home, out var ledger) && run._poison.IsIn(ledger)))
            {
                run.Judge.Fail($"{home} is parked by {eventId}: {why}");
            }
        }

        public void Conflicted(string home)
        {
        }
    }
}
