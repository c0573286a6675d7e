using Clearance.Domain;
using Clearance.Entities;
using Clearance.Testing.Worlds;

namespace Clearance.Testing.Histories;

/// <summary>Plays histories to a world, message by message in any order, and counts what they reach.</summary>
public sealed class HistoryPlayer
{
    private readonly DomainWorld _world;
    private readonly Random _random;
    private readonly SortedSet<DeclarationKey> _touched = [];

    /// <summary>A player for a world.</summary>
    /// <param name="world">The world; when it delivers by hand, messages are delivered at random moments.</param>
    /// <param name="seed">What decides the moments.</param>
    public HistoryPlayer(DomainWorld world, int seed)
    {
        (_world, _random) = (world, new Random(seed));
        world.Observer = Touch;
    }

    /// <summary>Counts what is reached, as of a date.</summary>
    public (Coverage Coverage, DateOnly On)? Counting { get; init; }

    /// <summary>What is looked at after every event and every message.</summary>
    public Action? AfterEach { get; init; }

    /// <summary>Plays events in order, and delivers what is still under way at the end.</summary>
    public void Play(IEnumerable<WorldEvent> events)
    {
        foreach (var e in events)
        {
            _touched.Clear();
            var result = _world.Post(e);
            AfterEach?.Invoke();
            if (Counting is { } counting)
            {
                Count(counting.Coverage, counting.On, e, result);
            }

            while (_world.Mail.Senders is { Count: > 0 } senders && _random.Next(2) == 0)
            {
                Deliver(senders);
            }
        }

        while (_world.Mail.Senders is { Count: > 0 } senders)
        {
            Deliver(senders);
        }
    }

    private void Deliver(IReadOnlyList<TaxpayerId> senders)
    {
        _world.DeliverOne(senders[_random.Next(senders.Count)]);
        AfterEach?.Invoke();
    }

    private void Touch(Applied applied) => _touched.UnionWith(applied.Declarations);

    /// <summary>Counts an event by the decisions it touched: its declarations, or all of the taxpayer's when it has none.</summary>
    private void Count(Coverage coverage, DateOnly on, WorldEvent e, EventResult result)
    {
        coverage.Note(e, result);
        if (result.Status != EventStatus.Accepted)
        {
            return;
        }

        if (_touched.Count == 0 && e.Read.Event is TaxpayerEvent { Taxpayer: var taxpayer })
        {
            _touched.UnionWith(_world.DeclarationsOf(taxpayer).Select(declaration => declaration.Key));
        }

        foreach (var key in _touched)
        {
            coverage.Note(e, _world.Decide(key, on));
        }
    }
}
