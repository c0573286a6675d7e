using Clearance.Entities;

namespace Clearance.Storage;

/// <summary>Appends parked events and dead letters, and moves positions on.</summary>
internal sealed class QueueWriter(SqliteSession session)
{
    private readonly SqliteStatement _park = session.Prepare(
        "INSERT INTO parked (home, stream, body, why) VALUES (?1, ?2, ?3, ?4)");

    private readonly SqliteStatement _resume = session.Prepare("DELETE FROM parked WHERE sequence = ?1");

    private readonly SqliteStatement _letter = session.Prepare(
        "INSERT INTO dead_letter (stream, received_at, code, field, detail, raw) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");

    private readonly SqliteStatement _position = session.Prepare(
        """
        INSERT INTO input_position (stream, partition, next, last_hash) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT DO UPDATE SET next = excluded.next, last_hash = excluded.last_hash WHERE excluded.next > next
        """);

    private readonly SqliteStatement _published = session.Prepare(
        """
        INSERT INTO published (source, lane, through) VALUES (?1, ?2, ?3)
        ON CONFLICT DO UPDATE SET through = excluded.through WHERE excluded.through > through
        """);

    public void Park(ParkedEvent parked) =>
        _park.BindText(1, parked.Home)
            .Bind(2, (long)parked.Stream)
            .Bind(3, parked.Body)
            .BindText(4, parked.Why)
            .Run();

    /// <summary>Takes an event out of its queue; a conflict when it is not there.</summary>
    public void Resume(long sequence)
    {
        _resume.Bind(1, sequence).Run();
        UnitConflictException.Unless(_resume.Changes > 0);
    }

    public void Append(DeadLetter dead) =>
        _letter.Bind(1, (long)dead.Stream)
            .Bind(2, dead.ReceivedAt.UtcTicks)
            .BindText(3, dead.Code)
            .BindText(4, dead.Field)
            .BindText(5, dead.Detail)
            .Bind(6, dead.Raw.Span)
            .Run();

    public void Advance(InputPosition position) =>
        _position.Bind(1, (long)position.Stream)
            .Bind(2, position.Partition)
            .Bind(3, position.Next)
            .BindHash(4, position.LastHash)
            .Run();

    public void Advance(PublishedPosition position) =>
        _published.Bind(1, (long)position.Source)
            .Bind(2, position.Lane)
            .Bind(3, position.Through)
            .Run();
}
