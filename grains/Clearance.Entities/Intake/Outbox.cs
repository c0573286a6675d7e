using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>One sender's messages that are not delivered yet, in order.</summary>
internal sealed class Outbox
{
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);

    /// <summary>The keys of those that wait for a receiver that is stopped: nobody waits for them.</summary>
    private readonly HashSet<string> _setAside = new(StringComparer.Ordinal);

    private IntentWrite? _underWay;

    /// <summary>The messages, that on its way among them.</summary>
    public List<IntentWrite> Waiting { get; private set; } = [];

    /// <summary>How many are to be delivered as soon as may be.</summary>
    public int Pending => Waiting.Count - _setAside.Count;

    /// <summary>Whether somebody delivers them.</summary>
    public bool IsDraining { get; set; }

    /// <summary>Puts a message at the end, unless it is there: whoever looked into the store was faster than its sender.</summary>
    public void Add(IntentWrite intent, CausesUnderWay causes)
    {
        if (_keys.Add(intent.Key))
        {
            Waiting.Add(intent);
            causes.Add(intent);
        }
    }

    /// <summary>The first message that is not for a receiver that is stopped is on its way; those before it wait where they are.</summary>
    public IntentWrite? Begin(HashSet<TaxpayerId> stopped, CausesUnderWay causes)
    {
        _underWay = null;
        foreach (var intent in Waiting)
        {
            if (!stopped.Contains(intent.Receiver))
            {
                if (_setAside.Remove(intent.Key))
                {
                    causes.Add(intent);
                }

                return _underWay = intent;
            }

            if (_setAside.Add(intent.Key))
            {
                causes.Remove(intent);
            }
        }

        return null;
    }

    /// <summary>It is delivered, or its receiver is stopped and it keeps its place.</summary>
    public void End(IntentWrite intent, bool isDelivered, CausesUnderWay causes)
    {
        _underWay = null;
        if (isDelivered)
        {
            _keys.Remove(intent.Key);
            Waiting.Remove(intent);
            causes.Remove(intent);
        }
    }

    /// <summary>Puts in what is stored, in its place: behind one that is just delivered, before what came since it was read.</summary>
    public void Take(List<IntentWrite> stored, CausesUnderWay causes)
    {
        var keys = stored.Select(intent => intent.Key).ToHashSet(StringComparer.Ordinal);
        var queued = Waiting.ToDictionary(intent => intent.Key, StringComparer.Ordinal);
        List<IntentWrite> delivered = _underWay is { } one && !keys.Contains(one.Key) ? [one] : [];
        var since = Waiting.Where(intent => !keys.Contains(intent.Key) && !delivered.Contains(intent));
        stored.FindAll(intent => !queued.ContainsKey(intent.Key)).ForEach(causes.Add);
        Waiting = [.. delivered, .. stored.Select(intent => queued.GetValueOrDefault(intent.Key, intent)), .. since];
        _keys.UnionWith(keys);
    }
}
