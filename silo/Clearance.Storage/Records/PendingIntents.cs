using System.Collections.Immutable;
using Clearance.Entities;

namespace Clearance.Storage;

/// <summary>The messages that are not delivered, whoever's record they are in.</summary>
internal sealed class PendingIntents
{
    private readonly Lock _gate = new();
    private ImmutableSortedDictionary<long, (string Home, IntentWrite Intent)> _bySequence =
        ImmutableSortedDictionary<long, (string Home, IntentWrite Intent)>.Empty;

    private ImmutableDictionary<string, long> _byKey = ImmutableDictionary.Create<string, long>(StringComparer.Ordinal);

    /// <summary>Where a message is, by its key.</summary>
    public (string Home, long Sequence)? Find(string key)
    {
        lock (_gate)
        {
            return _byKey.TryGetValue(key, out var sequence) ? (_bySequence[sequence].Home, sequence) : null;
        }
    }

    /// <summary>Whether a home has one.</summary>
    public bool IsIn(string home)
    {
        lock (_gate)
        {
            return _bySequence.Values.Any(pending => pending.Home == home);
        }
    }

    public void Add(string home, IEnumerable<KeyValuePair<long, IntentWrite>> intents)
    {
        lock (_gate)
        {
            foreach (var (sequence, intent) in intents)
            {
                _bySequence = _bySequence.SetItem(sequence, (home, intent));
                _byKey = _byKey.SetItem(intent.Key, sequence);
            }
        }
    }

    public void Remove(IEnumerable<long> sequences)
    {
        lock (_gate)
        {
            foreach (var sequence in sequences)
            {
                if (_bySequence.TryGetValue(sequence, out var pending))
                {
                    _bySequence = _bySequence.Remove(sequence);
                    _byKey = _byKey[pending.Intent.Key] == sequence ? _byKey.Remove(pending.Intent.Key) : _byKey;
                }
            }
        }
    }

    /// <summary>Those after a sequence, in order.</summary>
    public IReadOnlyList<IntentRecord> After(long sequence, int limit)
    {
        lock (_gate)
        {
            return
            [
                .. _bySequence
                    .SkipWhile(pending => pending.Key <= sequence)
                    .Take(limit)
                    .Select(static pending => new IntentRecord(pending.Key, pending.Value.Intent)),
            ];
        }
    }
}
