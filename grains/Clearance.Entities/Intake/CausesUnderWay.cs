using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>Which events caused messages that are not delivered yet, and who waits for that. Used under its owner's lock.</summary>
internal sealed class CausesUnderWay
{
    private readonly Dictionary<Hash128, Cause> _causes = [];

    /// <summary>Completes when every message of an event is delivered, or waits for a receiver that is stopped.</summary>
    public Task Settled(Hash128 cause) => _causes.TryGetValue(cause, out var waiting) ? waiting.Done.Task : Task.CompletedTask;

    /// <summary>One more message is to be delivered.</summary>
    public void Add(IntentWrite intent)
    {
        if (!_causes.TryGetValue(intent.Cause, out var cause))
        {
            _causes.Add(intent.Cause, cause = new Cause());
        }

        cause.Count++;
    }

    /// <summary>One is, or waits for a receiver that is stopped.</summary>
    public void Remove(IntentWrite intent)
    {
        var cause = _causes[intent.Cause];
        if (--cause.Count == 0)
        {
            _causes.Remove(intent.Cause);
            cause.Done.TrySetResult();
        }
    }

    private sealed class Cause
    {
        public int Count { get; set; }

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
