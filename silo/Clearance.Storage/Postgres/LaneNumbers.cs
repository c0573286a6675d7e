using Clearance.Entities;

namespace Clearance.Storage;

/// <summary>Gives out the numbers of one transaction, lane by lane.</summary>
/// <param name="rows">The lanes' rows before it, with the transaction's own number.</param>
/// <param name="places">Of which of the engine's lanes they are.</param>
/// <param name="lanes">How many lanes the engine has in all.</param>
internal sealed class LaneNumbers(PostgresLane[] rows, int[] places, int lanes)
{
    private readonly LaneCounter[] _counters = Array.ConvertAll(rows, static row => new LaneCounter(row));

    /// <summary>Whose lease it is.</summary>
    public long Epoch => rows[0].Epoch;

    /// <summary>The lanes' rows after what was given out.</summary>
    public PostgresLane[] Rows => Array.ConvertAll(_counters, static counter => counter.Row);

    /// <summary>The counter of a unit's lane.</summary>
    public LaneCounter Of(CommitUnit unit) => _counters[Array.IndexOf(places, CommitLane.Of(unit, lanes))];
}

/// <summary>Gives out the numbers of one lane.</summary>
internal sealed class LaneCounter(PostgresLane before)
{
    private long _journal = before.Journal;
    private long _intent = before.Intent;
    private long _parked = before.Parked;
    private long _letter = before.Letter;

    /// <summary>Which lane.</summary>
    public int Index => before.Index;

    /// <summary>The lane's row after what was given out.</summary>
    public PostgresLane Row => before with { Journal = _journal, Intent = _intent, Parked = _parked, Letter = _letter };

    /// <summary>The next position of the journal's lane: gapless.</summary>
    public long NextJournal() => ++_journal;

    /// <summary>The next sequence of an intent; this and the following rise within the lane and are unlike any other lane's.</summary>
    public long NextIntent() => Spread(++_intent);

    /// <summary>The next parked event comes after one that another lane may have numbered: a queue is in the order of its numbers.</summary>
    public void ParkAfter(long sequence) => _parked = Math.Max(_parked, sequence / PostgresLane.Max);

    /// <summary>The next sequence of a parked event.</summary>
    public long NextParked() => Spread(++_parked);

    /// <summary>The next sequence of a dead letter.</summary>
    public long NextLetter() => Spread(++_letter);

    private long Spread(long nth) => (nth * PostgresLane.Max) + before.Index;
}
