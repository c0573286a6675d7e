using Clearance.Domain;
using Clearance.Entities;
using Clearance.Simulation.Stores;

namespace Clearance.Simulation.Judging;

/// <content>Ledgers that were stopped and go on.</content>
internal sealed partial class CommitJudge
{
    private readonly HashSet<TaxpayerId> _emptied = [];

    /// <summary>Hears of every event that waited and is applied after all.</summary>
    public Action<Hash128>? Resumed { get; set; }

    /// <summary>A ledger that was stopped goes on from here: what waited is judged as it comes again.</summary>
    public void Repaired(TaxpayerId ledger)
    {
        Commits++;
        _stopped.Repaired(ledger);
        MarksOf(ledger).Add(new CommitMark(Commits, process: 0));
        foreach (var question in _questions)
        {
            question.Look(Commits, Right(question.Key, question.On));
        }
    }

    /// <summary>
    /// Whether an answer is of a ledger that has not heard yet that another took the last of what waited for it: that nothing of it may go
    /// is right until it does.
    /// </summary>
    public bool IsNotTold(DeclarationKey key, string answer) =>
        answer == Unavailable && _owners.TryGetValue(key, out var owner) && _emptied.Contains(owner);

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

        var id = hasher.Of(parked.Stream, valid.Id);
        _marks[id] = mark;
        Resumed?.Invoke(id);
        if (parkedAnew.Contains(TraceNumbers.Of(parked.Body)))
        {
            _stopped.Wait(e);
            return;
        }

        Compare(e, resumed.Judged?.Rejection is { } bytes ? LedgerCodec.DecodeRejection(bytes).Code : null, ledger);
    }
}
