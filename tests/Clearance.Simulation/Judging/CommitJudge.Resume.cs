using Clearance.Domain;
using Clearance.Entities;
using Clearance.Simulation.Engines;
using Clearance.Simulation.Stores;

namespace Clearance.Simulation.Judging;

/// <content>Ledgers that were stopped and go on.</content>
internal sealed partial class CommitJudge
{
    private readonly HashSet<TaxpayerId> _emptied = [];
    private readonly Dictionary<TaxpayerId, long> _wentOn = [];
    private readonly Dictionary<TaxpayerId, List<CommitMark>> _resumptions = [];
    private readonly Dictionary<string, long> _sentAt = new(StringComparer.Ordinal);

    /// <summary>Hears of every event that waited and is applied after all.</summary>
    public Action<Hash128>? Resumed { get; set; }

    /// <summary>A ledger that was stopped goes on from here: what waited is judged as it comes again.</summary>
    public void Repaired(TaxpayerId ledger)
    {
        Commits++;
        _stopped.Repaired(ledger);
        _wentOn[ledger] = Commits;
        MarksOf(ledger).Add(new CommitMark(Commits, process: 0));
        foreach (var question in _questions)
        {
            question.Look(Commits, Right(question.Key, question.On));
        }
    }

    /// <summary>Who let a ledger go on was told so: what was applied there by that process is visible.</summary>
    public void PromiseResumed(TaxpayerId ledger, SimulatedEngine engine)
    {
        foreach (var mark in _resumptions.GetValueOrDefault(ledger, []))
        {
            mark.IsPromised |= mark.Process == engine.Process.Number;
        }
    }

    /// <summary>
    /// Whether an answer is of a ledger that has not heard yet that another took the last of what waited for it: that nothing of it may go
    /// is right until it does.
    /// </summary>
    public bool IsNotTold(DeclarationKey key, string answer) =>
        answer == Unavailable && _owners.TryGetValue(key, out var owner) && _emptied.Contains(owner);

    /// <summary>Messages are on their way.</summary>
    private void Sent(CommitUnit unit)
    {
        foreach (var intent in unit.Intents)
        {
            _sentAt[intent.Key] = Commits;
        }
    }

    /// <summary>Whether a message was sent while its receiver was stopped: who caused it may have been answered long before it came.</summary>
    private bool Waited(string key, TaxpayerId? receiver) =>
        receiver is { } ledger && _wentOn.TryGetValue(ledger, out var since) && _sentAt.GetValueOrDefault(key) <= since;

    /// <summary>Whether the last of what waited for some ledger is taken.</summary>
    private bool GoesOn(CommitUnit unit, SimulatedDisk disk)
    {
        var goesOn = false;
        foreach (var resumed in unit.Resumed)
        {
            var home = disk.EverParked[resumed.Sequence].Home;
            if (TaxpayerId.TryParse(home, out var ledger) && disk.State.ParkedEvents(home, 1).Count == 0)
            {
                _stopped.Repaired(ledger);
                _wentOn[ledger] = Commits;
                goesOn = true;
                if (unit.Ledger?.Taxpayer != ledger)
                {
                    _emptied.Add(ledger);
                }
            }
        }

        return goesOn;
    }

    /// <summary>What waited is applied: in its turn, and as if it came now.</summary>
    private void Resume(ResumedEvent resumed, TaxpayerId? ledger, ParkedEvent parked, HashSet<ulong> parkedAnew, CommitMark mark)
    {
        var read = EventReader.Read(parked.Stream, parked.Body);
        if (read.Event is not { } valid || !_events.TryGetValue((hasher.Of(parked.Stream, valid.Id), read.Content), out var e))
        {
            // It stands for a message, which comes again.
            return;
        }

        // Its sender was answered when it began to wait, and is not told now.
        Resumed?.Invoke(hasher.Of(parked.Stream, valid.Id));
        if (ledger is { } taxpayer)
        {
            ResumptionsOf(taxpayer).Add(mark);
        }

        if (parkedAnew.Contains(TraceNumbers.Of(parked.Body)))
        {
            _stopped.Wait(e);
            return;
        }

        Compare(e, resumed.Judged?.Rejection is { } bytes ? LedgerCodec.DecodeRejection(bytes).Code : null, ledger);
    }

    private List<CommitMark> ResumptionsOf(TaxpayerId ledger)
    {
        if (!_resumptions.TryGetValue(ledger, out var marks))
        {
            _resumptions.Add(ledger, marks = []);
        }

        return marks;
    }
}
