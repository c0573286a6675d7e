using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Storage;

/// <summary>The reads that go on from where the last one ended, on one connection.</summary>
/// <remarks>
/// What is due and what is large is found by stepping from head to head: a query once a day and at start, which costs
/// microseconds per ledger, against an index that every commit would have to keep.
/// </remarks>
internal sealed class SqlitePages(SqliteSession session)
{
    private readonly SqliteStatement _nextHead = session.Prepare(
        """
        SELECT taxpayer, next_change, pass_open, resident_rows FROM ledger
        WHERE taxpayer > ?1 ORDER BY taxpayer, part LIMIT 1
        """);

    private readonly SqliteStatement _intents = session.Prepare(
        """
        SELECT sequence, key, kind, sender, receiver, cause, body FROM intent
        WHERE sequence > ?1 ORDER BY sequence LIMIT ?2
        """);

    private readonly SqliteStatement _parked = session.Prepare(
        "SELECT sequence, home, stream, body, why FROM parked ORDER BY sequence LIMIT ?1");

    private readonly SqliteStatement _parkedOf = session.Prepare(
        "SELECT sequence, home, stream, body, why FROM parked WHERE home = ?2 ORDER BY sequence LIMIT ?1");

    private readonly SqliteStatement _parkedKeys = session.Prepare(
        """
        SELECT k.home, k.waiting, p.why
        FROM (SELECT home, count(*) AS waiting, min(sequence) AS first FROM parked WHERE home > ?1 GROUP BY home ORDER BY home LIMIT ?2) AS k
        JOIN parked AS p ON p.sequence = k.first ORDER BY k.home
        """);

    private readonly SqliteStatement _positions = session.Prepare(
        "SELECT stream, partition, next, last_hash FROM input_position ORDER BY stream, partition");

    private readonly SqliteStatement _published = session.Prepare(
        "SELECT source, lane, through FROM published ORDER BY source, lane");

    private readonly SqliteStatement _letters = session.Prepare(
        """
        SELECT sequence, stream, received_at, code, field, detail, raw FROM dead_letter
        WHERE sequence > ?1 ORDER BY sequence LIMIT ?2
        """);

    public IReadOnlyList<TaxpayerId> DueLedgers(DateOnly today, TaxpayerId? after, int limit, CancellationToken cancel)
    {
        var due = new List<TaxpayerId>();
        foreach (var head in Heads(after?.Value ?? string.Empty, cancel))
        {
            if (due.Count == limit)
            {
                break;
            }

            if (head.PassOpen || head.NextChange <= today.DayNumber)
            {
                due.Add(StoredKeys.Taxpayer(head.Taxpayer));
            }
        }

        return due;
    }

    public IReadOnlyList<TaxpayerId> LargestLedgers(int limit, CancellationToken cancel)
    {
        // The smallest of the largest comes out first, to give way to the next larger one.
        var order = Comparer<(long Rows, string Taxpayer)>.Create(static (left, right) => left.Rows != right.Rows
            ? left.Rows.CompareTo(right.Rows)
            : string.CompareOrdinal(right.Taxpayer, left.Taxpayer));
        var largest = new PriorityQueue<string, (long, string)>(order);
        foreach (var head in Heads(string.Empty, cancel))
        {
            if (head.ResidentRows > 0)
            {
                largest.Enqueue(head.Taxpayer, (head.ResidentRows, head.Taxpayer));
                if (largest.Count > limit)
                {
                    largest.Dequeue();
                }
            }
        }

        var taxpayers = new List<TaxpayerId>(largest.Count);
        while (largest.TryDequeue(out var taxpayer, out _))
        {
            taxpayers.Add(StoredKeys.Taxpayer(taxpayer));
        }

        taxpayers.Reverse();
        return taxpayers;
    }

    public IReadOnlyList<IntentRecord> PendingIntents(long after, int limit) =>
        _intents.Bind(1, after).Bind(2, limit).ReadAll(static row => new IntentRecord(
            row.Long(0),
            new IntentWrite(
                row.Text(1),
                (IntentKind)row.Long(2),
                StoredKeys.Taxpayer(row.Text(3)),
                StoredKeys.Taxpayer(row.Text(4)),
                row.Hash(5),
                row.Bytes(6).ToArray())));

    public IReadOnlyList<ParkedEvent> ParkedEvents(string? home, int limit) =>
        (home is null ? _parked.Bind(1, limit) : _parkedOf.Bind(1, limit).BindText(2, home))
            .ReadAll(static row => new ParkedEvent(
                row.Long(0), row.Text(1), (EventStream)row.Long(2), row.Bytes(3).ToArray(), row.Text(4)));

    public IReadOnlyList<ParkedKey> ParkedKeys(string after, int limit) =>
        _parkedKeys.BindText(1, after).Bind(2, limit).ReadAll(static row => new ParkedKey(row.Text(0), row.Long(1), row.Text(2)));

    public IReadOnlyList<InputPosition> Positions() =>
        _positions.ReadAll(static row => new InputPosition(
            (EventStream)row.Long(0), (int)row.Long(1), row.Long(2), row.Hash(3)));

    public IReadOnlyList<PublishedPosition> Published() =>
        _published.ReadAll(static row => new PublishedPosition((PublishedSource)row.Long(0), (int)row.Long(1), row.Long(2)));

    public IReadOnlyList<DeadLetterRecord> DeadLetters(long after, int limit) =>
        _letters.Bind(1, after).Bind(2, limit).ReadAll(static row => new DeadLetterRecord(
            row.Long(0),
            new DeadLetter(
                (EventStream)row.Long(1), new Instant(row.Long(2)), row.Text(3), row.TextOrNull(4), row.Text(5),
                row.Bytes(6).ToArray())));

    /// <summary>The heads after a taxpayer, each read for itself: no snapshot is held over the walk.</summary>
    private IEnumerable<Head> Heads(string after, CancellationToken cancel)
    {
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            if (!_nextHead.BindText(1, after).Step())
            {
                yield break;
            }

            var head = new Head(_nextHead.Text(0), _nextHead.LongOrNull(1), _nextHead.Long(2) != 0, _nextHead.Long(3));
            _nextHead.Reset();
            after = head.Taxpayer;
            yield return head;
        }
    }

    private readonly record struct Head(string Taxpayer, long? NextChange, bool PassOpen, long ResidentRows);
}
