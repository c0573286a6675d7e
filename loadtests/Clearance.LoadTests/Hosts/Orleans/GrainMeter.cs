using System.Diagnostics.Metrics;

namespace Clearance.LoadTests;

/// <summary>Counts the calls of grains of all silos in this process, by what Orleans' own meter says.</summary>
/// <remarks>
/// What grains received is counted by Orleans for grains alone. What left a silo is counted for all requests, and so the runtime's
/// own, to the directory of grains and to see who lives, are taken off again; the few others it makes, a second or so apart, are
/// not, and make the local share look smaller than it is, never larger.
/// </remarks>
internal sealed class GrainMeter : IDisposable
{
    private const string Received = "orleans-messaging-processing-dispatcher-received";
    private const string Sent = "orleans-messaging-sent-messages-size";

    private static readonly HashSet<string> OfTheRuntime =
    [
        "orleans-directory-lookups-remote-sent",
        "orleans-directory-registrations-single-act-remote-sent",
        "orleans-directory-unregistrations-remote-sent",
        "orleans-directory-unregistrations-many-remote-sent",
        "orleans-messaging-pings-sent",
    ];

    private readonly MeterListener _listener = new();
    private long _received;
    private long _left;

    public GrainMeter()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Microsoft.Orleans"
                && (instrument.Name is Received or Sent || OfTheRuntime.Contains(instrument.Name)))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
            Interlocked.Add(ref _received, IsRequest(tags, "Direction") ? value : 0));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) =>
            Interlocked.Add(ref _left, instrument.Name != Sent ? -value : IsRequest(tags, "MessageDirection") ? 1 : 0));
        _listener.Start();
    }

    /// <summary>How many there were so far.</summary>
    public GrainCalls Read()
    {
        // Orleans tells this number when it is asked, and always that of the silo's whole life.
        Interlocked.Exchange(ref _received, 0);
        _listener.RecordObservableInstruments();
        return new GrainCalls(Interlocked.Read(ref _received), Interlocked.Read(ref _left));
    }

    public void Dispose() => _listener.Dispose();

    private static bool IsRequest(ReadOnlySpan<KeyValuePair<string, object?>> tags, string name)
    {
        foreach (var tag in tags)
        {
            if (tag.Key == name)
            {
                return tag.Value is "Request" or "OneWay";
            }
        }

        return false;
    }
}

/// <summary>Calls of grains.</summary>
/// <param name="All">How many were received.</param>
/// <param name="Remote">How many of them came from another silo.</param>
internal readonly record struct GrainCalls(long All, long Remote)
{
    public double LocalShare => 1 - ((double)Remote / All);

    public static GrainCalls operator -(GrainCalls left, GrainCalls right) => new(left.All - right.All, left.Remote - right.Remote);
}
