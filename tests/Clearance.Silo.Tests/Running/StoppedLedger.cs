using System.Data.Common;
using Clearance.Silo.Tests.Http;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Clearance.Silo.Tests.Running;

/// <summary>
/// A ledger of a real engine that is stopped: a payment on its declaration is to be cancelled and somebody wrote other bytes into that
/// payment's row. Behind the cancellation waits a second payment.
/// </summary>
internal sealed class StoppedLedger
{
    private readonly Func<DbConnection> connect;
    private readonly string[] tables;
    private byte[] row = [];

    private StoppedLedger(EngineProcess engine, string? postgres)
    {
        connect = postgres is null
            ? () => new SqliteConnection($"Data Source={Path.Combine(engine.Data, "clearance.db")};Pooling=False")
            : () => new NpgsqlConnection(postgres);
        tables = postgres is null ? ["ledger WHERE part > 0 AND kind = 3"]
            : ["clearance.ledger_resident WHERE kind = 3", "clearance.ledger_settled WHERE kind = 3"];
    }

    public string Taxpayer { get; } = Sample.Taxpayer();

    public string Declaration { get; } = Sample.Declaration();

    /// <summary>The event that stopped it.</summary>
    public string Cancellation { get; private set; } = "";

    /// <summary>Stops one in an engine in which there is no other payment; the engine is started anew on the way.</summary>
    public static async Task<StoppedLedger> In(EngineProcess engine, string? postgres = null)
    {
        var stopped = new StoppedLedger(engine, postgres);
        await Post(engine, "customs.declarations", Sample.RegisteredNow(stopped.Declaration, stopped.Taxpayer).ToJsonString());
        var payment = Sample.Payment(stopped.Taxpayer, stopped.Declaration);
        await Post(engine, "bank.payments", payment.ToJsonString());
        (await engine.Stop()).ShouldBe(0);
        stopped.row = stopped.Write([0xFF, 0x00]);
        await engine.Restart();

        stopped.Cancellation = Sample.Cancellation(stopped.Taxpayer, payment.Id()).ToJsonString();
        await Post(engine, "bank.payments", stopped.Cancellation);
        await Post(engine, "bank.payments", Sample.Payment(stopped.Taxpayer, stopped.Declaration).ToJsonString());
        return stopped;
    }

    /// <summary>The row is as it was.</summary>
    public void Mend() => Write(row);

    private static async Task Post(EngineProcess engine, string stream, string body) =>
        (await engine.Http.PostEvent(stream, body)).Short().ShouldBe("accepted");

    /// <returns>What was there.</returns>
    private byte[] Write(byte[] body)
    {
        using var connection = connect();
        connection.Open();
        byte[]? before = null;
        foreach (var table in tables)
        {
            before = (byte[]?)Command(connection, $"SELECT body FROM {table}").ExecuteScalar() ?? before;
            using var write = Command(connection, $"UPDATE {table.Replace(" WHERE", " SET body = @body WHERE", StringComparison.Ordinal)}");
            var parameter = write.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ("@body", body);
            write.Parameters.Add(parameter);
            write.ExecuteNonQuery();
        }

        return before.ShouldNotBeNull();
    }

    private static DbCommand Command(DbConnection connection, string text)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        return command;
    }
}
