namespace Clearance.Silo;

/// <summary>
/// How many events are under way, of all calls together. Whoever comes when there are too many is refused before anything is done, so that those
/// who were let in are answered in time: without a bound each waits for all before him, and in the end nobody is answered before he has given up.
/// </summary>
/// <param name="eventsMax">How many may be under way; a call that is alone may bring more.</param>
internal sealed class Admission(int eventsMax)
{
    /// <summary>How full it is when nobody is let in unread: room that is left then is for those whose bodies are being read.</summary>
    private readonly int brim = eventsMax - (eventsMax / 16);

    private int underWay;

    /// <summary>
    /// Refuses a call before anything of its body is read, when there is hardly room: under overload most calls are refused, and to read and to verify them first
    /// would take what those need that were let in.
    /// </summary>
    /// <exception cref="ProblemException">There is no room for it now.</exception>
    public void Knock()
    {
        if (Volatile.Read(ref underWay) >= brim && brim > 0)
        {
            throw new ProblemException(Problem.Overloaded());
        }
    }

    /// <summary>Lets a call in, until it is disposed of.</summary>
    /// <exception cref="ProblemException">There is no room for it now, or its caller has brought as much as it may.</exception>
    public Place Enter(HttpContext context, int events)
    {
        ClientLimiter.Events(context, events);
        if (Interlocked.Add(ref underWay, events) is var all && all > eventsMax && all > events)
        {
            Interlocked.Add(ref underWay, -events);
            throw new ProblemException(Problem.Overloaded());
        }

        return new Place(this, events);
    }

    /// <summary>The room a call takes.</summary>
    public readonly struct Place(Admission owner, int events) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => Interlocked.Add(ref owner.underWay, -events);
    }
}
