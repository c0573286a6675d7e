using Clearance.Domain;
using Clearance.Entities;
using Clearance.Simulation.Engines;
using Clearance.Simulation.Stores;
using Clearance.Testing.Worlds;

namespace Clearance.Simulation.Judging;

/// <summary>What senders were told must be durable when they are told, and each event is exactly one thing.</summary>
internal sealed class ResultCheck(
    SimulatedDisk disk, EventHasher hasher, IReadOnlyList<WorldEvent> events, CommitJudge judge, bool isCluster)
{
    private readonly HashSet<int> _answered = [];
    private readonly HashSet<Hash128> _accepted = [];
    private readonly HashSet<Hash128> _sentAgain = [];

    /// <summary>Takes what became of some events; null: it is not known.</summary>
    public void Take(SimulatedEngine engine, IReadOnlyList<int> messages, IReadOnlyList<EventResult>? results)
    {
        for (var i = 0; results is not null && i < messages.Count; i++)
        {
            _answered.Add(messages[i]);
            var e = events[messages[i]];
            if (e.Read.Event is not { } valid)
            {
                Check(e, results[i], results[i].Status == EventStatus.Rejected && HasDeadLetter(e));
                continue;
            }

            var id = hasher.Of(e.Stream, valid.Id);
            Check(e, results[i], IsSo(e, id, results[i]));
            judge.Promise(id, engine);
        }
    }

    /// <summary>Some events wait no more in the queue of a parked key: they come again, and are judged anew.</summary>
    public void IsSentAgain(IReadOnlyList<Hash128> ids) => _sentAgain.UnionWith(ids);

    /// <summary>An event waits no more and is applied: who was told that it is accepted may hear otherwise by now.</summary>
    public void IsResumed(Hash128 id) => _sentAgain.Add(id);

    /// <summary>Every event sent was answered in the end.</summary>
    public void CheckAll(IReadOnlySet<int> without)
    {
        for (var i = 0; i < events.Count; i++)
        {
            if (!without.Contains(i) && !_answered.Contains(i))
            {
                judge.Fail($"Nobody said what became of {events[i]}");
            }
        }
    }

    private bool IsSo(WorldEvent e, Hash128 id, EventResult result)
    {
        if (disk.State.FindEvents([id])[0] is not { } record)
        {
            return _sentAgain.Contains(id);
        }

        var isSame = record.Content == e.Read.Content;
        return result.Status switch
        {
            EventStatus.Accepted or EventStatus.Duplicate when MayBeAnsweredLater(e) || _sentAgain.Contains(id) => isSame,
            EventStatus.Accepted => isSame && record.Outcome != EventOutcome.Rejected && _accepted.Add(id),
            EventStatus.Duplicate => isSame && record.Outcome != EventOutcome.Rejected,
            EventStatus.Rejected => isSame && record.Outcome == EventOutcome.Rejected && HasDeadLetter(e),
            EventStatus.Conflict => !isSame && HasDeadLetter(e),
        };
    }

    /// <summary>The refusal of a transfer is known by another ledger, which does not have the event's bytes.</summary>
    private bool HasDeadLetter(WorldEvent e) => e.Read.Event is SuspenseAssigned || disk.DeadLetters.Contains(TraceNumbers.Of(e.Utf8.Span));

    /// <summary>
    /// In a cluster nobody waits for another process's delivery, and nowhere for a receiver that is stopped: a move that is answered
    /// accepted may be returned later.
    /// </summary>
    private bool MayBeAnsweredLater(WorldEvent e) => (isCluster || judge.WasAnyStopped) && e.Read.Event is SuspenseAssigned;

    private string Stored(WorldEvent e)
    {
        var record = e.Read.Event is { } valid ? disk.State.FindEvents([hasher.Of(e.Stream, valid.Id)])[0] : null;
        return $"{record?.Outcome.ToString() ?? "nothing"}, {(record?.Content == e.Read.Content ? "this" : "another")} content, "
            + $"{(HasDeadLetter(e) ? "a" : "no")} dead letter";
    }

    private void Check(WorldEvent e, EventResult result, bool isRight)
    {
        if (!isRight)
        {
            judge.Fail($"{e}{Environment.NewLine}was answered {result}; stored is {Stored(e)}");
        }
    }
}
