using System.Data.Common;
using System.Globalization;
using Clearance.Domain;
using Clearance.Silo.Tests.Running;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Clearance.Kafka.Tests.Running;

/// <summary>What an engine's store keeps, read past the engine.</summary>
internal sealed class KeptFacts(Func<DbConnection> open)
{
    /// <summary>Of an engine with its data in SQLite.</summary>
    public static KeptFacts Of(EngineProcess engine) => new(() =>
        new SqliteConnection($"Data Source={Path.Combine(engine.Data, "clearance.db")};Mode=ReadOnly;Pooling=False"));

    /// <summary>Of an engine with its data in PostgreSQL.</summary>
    public static KeptFacts Of(string connectionString) => new(() =>
        new NpgsqlConnection($"{connectionString};Search Path=clearance;Pooling=false"));

    /// <summary>How far each partition is finished.</summary>
    public Dictionary<(EventStream Stream, int Partition), long> Positions() => Read(
        "SELECT stream, partition, next FROM input_position",
        row => KeyValuePair.Create(((EventStream)Number(row, 0), (int)Number(row, 1)), Number(row, 2))).ToDictionary();

    /// <summary>The dead letters, oldest first.</summary>
    public IReadOnlyList<(long Sequence, string Code, string Detail, byte[] Raw)> DeadLetters() => Read(
        "SELECT sequence, code, detail, raw FROM dead_letter ORDER BY sequence",
        row => (Number(row, 0), row.GetString(1), row.GetString(2), (byte[])row.GetValue(3)));

    /// <summary>The journal, by declaration.</summary>
    public IReadOnlyList<(long Declaration, long Sequence, byte[] Body)> Journal() => Read(
        "SELECT declaration, sequence, body FROM journal ORDER BY declaration, sequence",
        row => (Number(row, 0), Number(row, 1), (byte[])row.GetValue(2)));

    /// <summary>How many entries of the journal are noted as published.</summary>
    public long Published() => Read("SELECT sum(through) FROM published WHERE source = 0", row => Number(row, 0)).Single();

    /// <summary>The keys that are parked, with the number of events behind each.</summary>
    public IReadOnlyDictionary<string, long> Parked() => Read(
        "SELECT home, count(*) FROM parked GROUP BY home",
        row => KeyValuePair.Create(row.GetString(0), Number(row, 1))).ToDictionary();

    private static long Number(DbDataReader row, int column) =>
        Convert.ToInt64(row.GetValue(column), CultureInfo.InvariantCulture);

    private List<T> Read<T>(string sql, Func<DbDataReader, T> read)
    {
        using var connection = open();
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts are constants above.
        command.CommandText = sql;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var all = new List<T>();
        while (reader.Read())
        {
            all.Add(read(reader));
        }

        return all;
    }
}
