using Clearance.Entities;
using Clearance.Silo.Tests.Push;
using Clearance.Silo.Tests.Running;
using Clearance.Storage;
using Clearance.Testing.Stores;
using Npgsql;

namespace Clearance.Silo.Tests;

/// <summary>The journal of an engine with several lanes in PostgreSQL: read in order, pushed, and checked.</summary>
public sealed class PostgresJournalTests : IAsyncLifetime
{
    private const int Flips = 250;
    private const int Fillings = 8;

    private PostgresServer? server;
    private EngineProcess? engine;

    public async Task InitializeAsync()
    {
        server = await PostgresServer.Create();
        await PostgresMigrations.Run(server.Connection);
        engine = await EngineProcess.Start(
            "--Clearance:Store:Provider", "postgres", "--Clearance:Store:Postgres:Lanes", "3",
            "--Clearance:Store:Postgres:ConnectionString", server.Connection);
    }

    public async Task DisposeAsync()
    {
        await engine!.DisposeAsync();
        await server!.DisposeAsync();
    }

    [Fact]
    public async Task Each_declarations_decisions_come_in_order_over_the_lanes_and_from_every_cursor_the_rest()
    {
        using var stream = await EventStream.Open(engine!.Http, "/v1/decisions/stream");
        await Task.WhenAll(Enumerable.Range(0, Fillings).Select(_ => JournalMaker.Fill(engine.Http)));
        var (ids, cursors) = (new List<string>(), new List<(string Cursor, int Before)> { ("start", 0) });
        while (await Read(cursors[^1].Cursor, 7) is { Ids: { Count: > 0 } page } read)
        {
            ids.AddRange(page);
            cursors.Add((read.Next, ids.Count));
        }

        ShouldBeInOrder(ids);
        (await Lanes()).ShouldBeGreaterThan(1);
        foreach (var (cursor, before) in cursors)
        {
            (await Read(cursor, 1000)).Ids.Order().ShouldBe(ids.Skip(before).Order(), $"after {before}");
        }

        var pushed = await stream.Take(ids.Count);
        ShouldBeInOrder(pushed.ConvertAll(static e => e.Decision));
        pushed.Select(static e => e.Decision).Order().ShouldBe(ids.Order());
        (await Read(pushed[^1].Id, 10)).Ids.ShouldBeEmpty();
        (await Read("now", 10)).Ids.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_journal_is_whole_and_any_flipped_bit_of_any_lane_is_found_and_named()
    {
        for (var n = 0; n < Fillings; n++)
        {
            await JournalMaker.Fill(engine!.Http);
        }

        var report = await Check();
        report.Faults.ShouldBeEmpty();
        (report.Declarations, report.Lanes).ShouldBe((Fillings * JournalMaker.Declarations, 3));
        await using var database = new NpgsqlConnection(server!.Connection);
        await database.OpenAsync();
        await Execute(database, "ALTER TABLE clearance.journal DROP CONSTRAINT journal_sequence_check, DROP CONSTRAINT journal_position_check, "
            + "DROP CONSTRAINT journal_declaration_check, DROP CONSTRAINT journal_lane_check");
        var rows = await Rows(database);
        var random = new Random(20261102);
        for (var n = 0; n < Flips; n++)
        {
            var column = (string[])["body", "body", "hash", "position", "sequence", "declaration", "lane"];
            await ShouldBeNamed(database, rows[random.Next(rows.Count)], column[random.Next(column.Length)], random);
        }

        (await Check()).IsWhole.ShouldBeTrue("everything was put back");
        foreach (var lane in rows.Select(static row => row.Lane).Distinct())
        {
            var last = rows.Last(row => row.Lane == lane);
            await Execute(database, $"DELETE FROM clearance.journal WHERE lane = {lane} AND position = {last.Position}");
            (await Check()).Faults.ShouldContain(fault => fault.Lane == lane && fault.Position == last.Position && fault.Why.Contains("missing"));
        }
    }

    private async Task ShouldBeNamed(NpgsqlConnection database, JournalRow row, string column, Random random)
    {
        var bytes = column switch
        {
            "body" => row.Body,
            "hash" => row.Hash,
            "lane" => BitConverter.GetBytes((short)row.Lane),
            "position" => BitConverter.GetBytes(row.Position),
            "sequence" => BitConverter.GetBytes(row.Sequence),
            _ => BitConverter.GetBytes(row.Declaration),
        };
        var flipped = JournalCheckTests.Flipped(bytes, random.Next(bytes.Length), random.Next(8));
        var (before, after) = (Value(column, bytes), Value(column, flipped));
        try
        {
            await Set(database, row.Lane, row.Position, column, after);
        }
        catch (PostgresException taken) when (taken.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return;
        }

        (await Check()).Faults.ShouldContain(
            fault => (fault.Lane == row.Lane && fault.Position == row.Position) || JournalCheckTests.IsOf(fault, row),
            $"{column} of position {row.Position} in lane {row.Lane} is {after}");
        await Set(
            database, column == "lane" ? (short)after : row.Lane, column == "position" ? (long)after : row.Position, column, before);
    }

    private static object Value(string column, byte[] bytes) => column switch
    {
        "body" or "hash" => bytes,
        "lane" => BitConverter.ToInt16(bytes),
        _ => BitConverter.ToInt64(bytes),
    };

    private static async Task Set(NpgsqlConnection database, int lane, long position, string column, object value)
    {
        await using var command = new NpgsqlCommand(
            $"UPDATE clearance.journal SET {column} = $1 WHERE lane = {lane} AND position = {position}", database);
        command.Parameters.AddWithValue(value);
        (await command.ExecuteNonQueryAsync()).ShouldBe(1);
    }

    private static async Task Execute(NpgsqlConnection database, string sql)
    {
        await using var command = new NpgsqlCommand(sql, database);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<List<JournalRow>> Rows(NpgsqlConnection database)
    {
        await using var command = new NpgsqlCommand(
            "SELECT lane, position, declaration, sequence, hash, body FROM clearance.journal ORDER BY lane, position", database);
        await using var row = await command.ExecuteReaderAsync();
        var rows = new List<JournalRow>();
        while (await row.ReadAsync())
        {
            rows.Add(new JournalRow(
                row.GetInt16(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetFieldValue<byte[]>(4), row.GetFieldValue<byte[]>(5)));
        }

        return rows;
    }

    private static void ShouldBeInOrder(IReadOnlyList<string> ids)
    {
        foreach (var chain in ids.Select(static id => id.Split(':')).GroupBy(static parts => parts[0]))
        {
            chain.Select(static parts => int.Parse(parts[1])).ShouldBe(Enumerable.Range(1, chain.Count()), chain.Key);
        }
    }

    private async Task<JournalReport> Check()
    {
        await using var source = await JournalSource.OpenPostgres(server!.Connection);
        return await JournalCheck.RunAsync(source);
    }

    private async Task<int> Lanes() => (await Check()).Lanes;

    private async Task<(List<string> Ids, string Next)> Read(string cursor, int limit)
    {
        var page = await engine!.Http.GetJson($"/v1/decisions?after={cursor}&limit={limit}");
        return ([.. page.GetProperty("decisions").EnumerateArray().Select(static it => it.GetProperty("id").GetString()!)],
            page.GetProperty("next").GetString()!);
    }
}
