using System.Text.Json;

namespace Clearance.Kafka;

/// <summary>Whether the client is connected to any broker, by the statistics it gives every second.</summary>
internal sealed class BrokerWatch
{
    /// <summary>A connection that was closed because it was idle is made again by then.</summary>
    private const int LooksUntilGone = 2;

    private volatile string? _gone;
    private string _lastError = "no error was told";
    private int _looksWithout;

    /// <summary>That no broker is there, and why; null: one is, or it is not known yet.</summary>
    public string? Gone => _gone;

    /// <summary>Hears why a connection failed.</summary>
    public void Hear(string error)
    {
        _lastError = error;
        if (_gone is not null)
        {
            Tell();
        }
    }

    /// <summary>Reads the client's statistics.</summary>
    public void Read(string statistics)
    {
        using var json = JsonDocument.Parse(statistics);
        var isThere = json.RootElement.TryGetProperty("brokers", out var brokers)
            && brokers.EnumerateObject().Any(broker => broker.Value.GetProperty("state").GetString() is "UP" or "UPDATE");
        _looksWithout = isThere ? 0 : _looksWithout + 1;
        if (isThere)
        {
            _gone = null;
        }
        else if (_looksWithout >= LooksUntilGone)
        {
            Tell();
        }
    }

    private void Tell() => _gone = $"Kafka: no broker is connected: {_lastError}";
}
