using Clearance.Entities;

namespace Clearance.Storage;

/// <summary>Writes and deletes messages between ledgers.</summary>
internal sealed class IntentWriter(SqliteSession session)
{
    private readonly SqliteStatement _insert = session.Prepare(
        "INSERT INTO intent (key, kind, sender, receiver, cause, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");

    private readonly SqliteStatement _delete = session.Prepare("DELETE FROM intent WHERE key = ?1");

    public void Insert(IntentWrite write) =>
        _insert.BindText(1, write.Key)
            .Bind(2, (long)write.Kind)
            .BindText(3, write.Sender.Value)
            .BindText(4, write.Receiver.Value)
            .BindHash(5, write.Cause)
            .Bind(6, write.Body)
            .Run();

    /// <summary>Deletes exactly one; a conflict when it is not there.</summary>
    public void Delete(string key)
    {
        _delete.BindText(1, key).Run();
        UnitConflictException.Unless(_delete.Changes == 1);
    }
}
