namespace Clearance.Storage;

/// <summary>What is stored in order of arrival and not yet in order of key: the writer adds, readers look up.</summary>
internal sealed class Tails
{
    public RegistryTail Registry { get; } = new();

    public JournalTail Journal { get; } = new();
}

/// <summary>How far the sorting has come, by the name of what is sorted.</summary>
internal sealed class SortProgress(SqliteSession session, string name)
{
    private readonly SqliteStatement _read = session.Prepare("SELECT sorted_through FROM progress WHERE name = ?1");

    private readonly SqliteStatement _write = session.Prepare(
        """
        INSERT INTO progress (name, sorted_through) VALUES (?1, ?2)
        ON CONFLICT DO UPDATE SET sorted_through = excluded.sorted_through
        """);

    /// <summary>Everything up to this number is in the sorted table.</summary>
    public long Read()
    {
        var through = _read.BindText(1, name).Step() ? _read.Long(0) : 0;
        _read.Reset();
        return through;
    }

    public void Write(long through) => _write.BindText(1, name).Bind(2, through).Run();
}
