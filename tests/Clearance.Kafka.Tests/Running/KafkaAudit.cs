using System.Text;
using Clearance.Domain;
using Clearance.Silo.Tests.Running;
using Microsoft.Data.Sqlite;

namespace Clearance.Kafka.Tests.Running;

/// <summary>Judges what became of a load: every message has exactly one fate, and every đồng is somewhere.</summary>
internal static class KafkaAudit
{
    /// <summary>Waits until the engine has finished everything that was written.</summary>
    public static async Task Finished(EngineProcess engine, KafkaLoad load)
    {
        for (var i = 0; ; i++)
        {
            var positions = Positions(engine.Data);
            var behind = load.Written.Ends.Where(end => positions.GetValueOrDefault(end.Key) < end.Value).ToList();
            if (behind.Count == 0)
            {
                return;
            }

            if (i == 300)
            {
                throw new TimeoutException($"Not read: {string.Join(", ", behind)}\n{engine.Output}");
            }

            await Task.Delay(100);
        }
    }

    /// <summary>Everything was applied once, or is a dead letter.</summary>
    public static async Task Check(EngineProcess engine, KafkaLoad load)
    {
        foreach (var stream in load.ToApply.GroupBy(it => it.Stream))
        {
            foreach (var chunk in stream.Chunk(500))
            {
                var body = $"[{string.Join(',', chunk.Select(it => Encoding.UTF8.GetString(it.Body)))}]";
                var results = await engine.Client.PostEvents(EventStreams.NameOf(stream.Key), Encoding.UTF8.GetBytes(body));
                results.ShouldAllBe(result => result.Status == "duplicate");
            }
        }

        foreach (var (taxpayer, money) in load.Written.Money)
        {
            var sums = (await engine.Client.Get($"v1/taxpayers/{taxpayer}")).GetProperty("sums");
            sums.GetProperty("balanced").GetBoolean().ShouldBeTrue();
            sums.GetProperty("confirmed").GetInt64().ShouldBe(money, $"taxpayer {taxpayer}");
            sums.GetProperty("allocated").GetInt64().ShouldBe(money, $"taxpayer {taxpayer}: every slip pays its declaration");
        }

        var letters = DeadLetters(engine.Data).Select(letter => Convert.ToHexString(letter.Raw)).ToHashSet();
        var refused = load.ToRefuse.Select(Convert.ToHexString).ToHashSet();
        refused.Except(letters).ShouldBeEmpty("what is no event is kept");
        letters.Intersect(load.ToApply.Select(it => Convert.ToHexString(it.Body))).ShouldBeEmpty("what was applied is no dead letter");
    }

    /// <summary>The dead letters, oldest first.</summary>
    public static IReadOnlyList<(string Code, string Detail, byte[] Raw)> DeadLetters(string data) => Read(
        data, "SELECT code, detail, raw FROM dead_letter ORDER BY sequence",
        row => (row.GetString(0), row.GetString(1), (byte[])row.GetValue(2)));

    private static Dictionary<(EventStream, int), long> Positions(string data) => Read(
        data, "SELECT stream, partition, next FROM input_position",
        row => KeyValuePair.Create(((EventStream)row.GetInt64(0), row.GetInt32(1)), row.GetInt64(2))).ToDictionary();

    private static List<T> Read<T>(string data, string sql, Func<SqliteDataReader, T> read)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(data, "clearance.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var all = new List<T>();
        while (reader.Read())
        {
            all.Add(read(reader));
        }

        return all;
    }
}
