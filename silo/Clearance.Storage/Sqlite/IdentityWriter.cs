using Clearance.Entities;

namespace Clearance.Storage;

/// <summary>Writes whose a declaration is.</summary>
internal sealed class IdentityWriter(SqliteSession session)
{
    private readonly SqliteStatement _version = session.Prepare("SELECT version FROM identity WHERE declaration = ?1");

    private readonly SqliteStatement _insert = session.Prepare(
        "INSERT INTO identity (declaration, version, owner, body) VALUES (?1, ?2, ?3, ?4)");

    private readonly SqliteStatement _update = session.Prepare(
        "UPDATE identity SET version = ?2, owner = ?3, body = ?4 WHERE declaration = ?1");

    /// <summary>Whether the version the unit holds is the stored one.</summary>
    public bool Holds(IdentityWrite write)
    {
        _version.Bind(1, write.Key.Value);
        if (!_version.Step())
        {
            return write.ExpectedVersion == 0;
        }

        var stored = _version.Long(0);
        _version.Reset();
        return stored == write.ExpectedVersion;
    }

    public void Write(IdentityWrite write) =>
        (write.ExpectedVersion == 0 ? _insert : _update)
            .Bind(1, write.Key.Value)
            .Bind(2, write.ExpectedVersion + 1)
            .BindText(3, write.Owner?.Value)
            .Bind(4, write.Body)
            .Run();
}
