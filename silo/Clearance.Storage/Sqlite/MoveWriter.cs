using Clearance.Entities;

namespace Clearance.Storage;

/// <summary>Writes proposed moves, each if the one stored is of the version before.</summary>
internal sealed class MoveWriter(SqliteSession session)
{
    private readonly SqliteStatement _insert = session.Prepare(
        """
        INSERT INTO officer_move (taxpayer, id, version, unfinished, body) VALUES (?1, ?2, 1, ?3, ?4)
        ON CONFLICT (taxpayer, id) DO NOTHING
        """);

    private readonly SqliteStatement _update = session.Prepare(
        """
        UPDATE officer_move SET version = ?5, unfinished = ?3, body = ?4
        WHERE taxpayer = ?1 AND id = ?2 AND version = ?5 - 1
        """);

    public bool Write(MoveRecord move)
    {
        var statement = move.Version == 1 ? _insert : _update.Bind(5, move.Version);
        statement
            .BindText(1, move.Taxpayer.Value)
            .BindText(2, move.Id)
            .Bind(3, move.IsUnfinished ? 1 : 0)
            .Bind(4, move.Body)
            .Run();
        return statement.Changes == 1;
    }
}
