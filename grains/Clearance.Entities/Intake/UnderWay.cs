namespace Clearance.Entities;

/// <summary>The calls of an intake that are not answered yet, oldest first.</summary>
internal sealed class UnderWay(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<(long Since, int Events)> _calls = new();
    private int _events;

    /// <summary>How many events they have, and how long the oldest waits.</summary>
    public (int Events, TimeSpan Oldest) Now
    {
        get
        {
            lock (_gate)
            {
                return (_events, _calls.First is { } oldest ? clock.GetElapsedTime(oldest.Value.Since) : TimeSpan.Zero);
            }
        }
    }

    /// <summary>A call begins.</summary>
    public LinkedListNode<(long Since, int Events)> Enter(int events)
    {
        var call = new LinkedListNode<(long, int)>((clock.GetTimestamp(), events));
        lock (_gate)
        {
            _calls.AddLast(call);
            _events += events;
        }

        return call;
    }

    /// <summary>How long it is under way.</summary>
    public TimeSpan Since(LinkedListNode<(long Since, int Events)> call) => clock.GetElapsedTime(call.Value.Since);

    /// <summary>It has ended.</summary>
    public void Leave(LinkedListNode<(long Since, int Events)> call)
    {
        lock (_gate)
        {
            _calls.Remove(call);
            _events -= call.Value.Events;
        }
    }
}
