using System.Globalization;
using Clearance.Entities;
using Clearance.Silo.Tests.Running;
using Clearance.Storage;
using Microsoft.Data.Sqlite;

namespace Clearance.Silo.Tests;

/// <summary>The journal of a running engine in a data folder: whatever is altered in it is found and named.</summary>
public sealed class JournalCheckTests : IAsyncLifetime
{
    private static readonly int Flips = Environment.GetEnvironmentVariable("CLEARANCE_TEST_LONG") == "1" ? 20_000 : 1_500;

    private EngineProcess? engine;

    public async Task InitializeAsync()
    {
        engine = await EngineProcess.Start();
        await JournalMaker.Fill(engine.Http);
    }

    public async Task DisposeAsync() => await engine!.DisposeAsync();

    [Fact]
    public async Task A_journal_as_the_engine_wrote_it_is_whole_while_the_engine_runs_and_after_it_was_killed()
    {
        var report = await Check(engine!.Data);
        (report.IsWhole, report.Lanes).ShouldBe((true, 1));
        report.Declarations.ShouldBe(JournalMaker.Declarations);
        report.Entries.ShouldBeGreaterThan(JournalMaker.Declarations);
        report.Heads.ShouldBeGreaterThanOrEqualTo(JournalMaker.Declarations);

        await engine.Kill();
        var after = await Check(engine.Data);
        (after.Entries, after.Declarations, after.Heads, after.FaultCount).ShouldBe((report.Entries, report.Declarations, report.Heads, 0));
    }

    [Fact]
    public async Task While_the_engine_goes_on_writing_nothing_is_found_wrong()
    {
        using var end = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
            {
                await JournalMaker.Fill(engine!.Http);
            }
        });
        for (var times = 0; times < 20; times++)
        {
            (await Check(engine!.Data)).Faults.ShouldBeEmpty();
        }

        await end.CancelAsync();
        await writing;
    }

    [Fact]
    public async Task Any_flipped_bit_of_any_row_is_found_and_the_row_is_named()
    {
        using var copy = await Copy();
        var random = new Random(20261102);
        var rows = copy.Rows();
        for (var n = 0; n < Flips; n++)
        {
            var row = rows[random.Next(rows.Count)];
            var column = (string[])["body", "body", "body", "hash", "position", "sequence", "declaration"];
            await ShouldBeNamed(copy, row, column[random.Next(column.Length)], random);
        }
    }

    [Fact]
    public async Task Every_byte_of_a_row_that_is_altered_is_found()
    {
        using var copy = await Copy();
        var row = copy.Rows()[^1];
        foreach (var (column, bytes) in new[] { ("body", row.Body), ("hash", row.Hash) })
        {
            for (var i = 0; i < bytes.Length; i++)
            {
                copy.Set(row.Position, column, Flipped(bytes, i, i % 8));
                (await Check(copy.Path)).Faults.ShouldHaveSingleItem($"byte {i} of {column}").Position.ShouldBe(row.Position);
            }

            copy.Set(row.Position, column, bytes);
        }

        (await Check(copy.Path)).IsWhole.ShouldBeTrue("every byte is as it was");
    }

    [Fact]
    public async Task A_row_taken_away_is_missed_wherever_it_was_and_those_cut_off_the_end_too()
    {
        using var copy = await Copy();
        var rows = copy.Rows();
        foreach (var row in rows)
        {
            copy.Execute($"DELETE FROM journal WHERE position = {row.Position}");
            var faults = (await Check(copy.Path)).Faults;
            faults.ShouldContain(fault => fault.Position == row.Position || IsOf(fault, row), $"position {row.Position}");
            copy.Insert(row);
        }

        for (var left = rows.Count - 1; left >= 0; left--)
        {
            copy.Execute($"DELETE FROM journal WHERE position > {left}");
            var faults = (await Check(copy.Path)).Faults;
            faults.Count.ShouldBe(rows.Skip(left).Select(static row => row.Declaration).Distinct().Count());
            faults.ShouldAllBe(static fault => fault.Why.Contains("missing", StringComparison.Ordinal));
            rows.Skip(left).ShouldContain(row => IsOf(faults[0], row));
        }
    }

    [Fact]
    public async Task An_end_that_was_rewritten_with_hashes_that_fit_is_found_by_the_ledgers()
    {
        using var copy = await Copy();
        var rows = copy.Rows();
        var last = rows[^1];
        var before = rows.Last(row => row.Declaration == last.Declaration && row.Sequence == last.Sequence - 1);
        var body = System.Text.Encoding.UTF8.GetBytes(
            System.Text.Encoding.UTF8.GetString(last.Body).Replace("\"outcome\":\"hold\"", "\"outcome\":\"clear\"", StringComparison.Ordinal));
        body.ShouldNotBe(last.Body);
        copy.Set(last.Position, "body", body);
        copy.Set(last.Position, "hash", JournalEntry.Chain(before.Hash, body));

        var fault = (await Check(copy.Path)).Faults.ShouldHaveSingleItem();

        (fault.Position, fault.Sequence).ShouldBe((last.Position, last.Sequence));
        fault.Why.ShouldBe("The ledger holds another hash of it.");
    }

    [Fact]
    public async Task What_is_no_store_is_refused()
    {
        var folder = Directory.CreateTempSubdirectory("clearance-none-").FullName;
        (await Should.ThrowAsync<StoreFormatException>(() => Check(folder))).Message.ShouldContain("holds no store");
        await File.WriteAllTextAsync(Path.Combine(folder, "clearance.db"), "not a database, but long enough to be looked at as one: " + new string('x', 4096));
        await Should.ThrowAsync<Exception>(() => Check(folder));
        Directory.Delete(folder, recursive: true);
    }

    internal static byte[] Flipped(byte[] bytes, int at, int bit)
    {
        byte[] flipped = [.. bytes];
        flipped[at] ^= (byte)(1 << bit);
        return flipped;
    }

    internal static bool IsOf(JournalFault fault, JournalRow row) =>
        fault.Declaration == row.Declaration.ToString("D11", CultureInfo.InvariantCulture) && fault.Sequence == row.Sequence;

    private static async Task ShouldBeNamed(StoreCopy copy, JournalRow row, string column, Random random)
    {
        var bytes = column switch { "body" => row.Body, "hash" => row.Hash, _ => BitConverter.GetBytes(NumberOf(row, column)) };
        var flipped = Flipped(bytes, random.Next(bytes.Length), random.Next(8));
        object value = column is "body" or "hash" ? flipped : BitConverter.ToInt64(flipped);
        if (!copy.TrySet(row.Position, column, value))
        {
            return; // Another row has that position: nobody could have written it.
        }

        var faults = (await Check(copy.Path)).Faults;
        faults.ShouldContain(
            fault => fault.Position == row.Position || IsOf(fault, row), $"{column} of position {row.Position} is {value}: {string.Join('\n', faults)}");
        copy.Set(column == "position" ? (long)value : row.Position, column, column is "body" or "hash" ? bytes : NumberOf(row, column));
    }

    private static long NumberOf(JournalRow row, string column) => column switch
    {
        "position" => row.Position,
        "sequence" => row.Sequence,
        _ => row.Declaration,
    };

    private static async Task<JournalReport> Check(string folder)
    {
        await using var source = await JournalSource.OpenFolder(folder);
        return await JournalCheck.RunAsync(source);
    }

    private async Task<StoreCopy> Copy()
    {
        (await engine!.Stop()).ShouldBe(0);
        return new StoreCopy(engine.Data);
    }

    /// <summary>A copy of a store that may be damaged.</summary>
    private sealed class StoreCopy : IDisposable
    {
        private readonly SqliteConnection _connection;

        public StoreCopy(string folder)
        {
            foreach (var file in Directory.GetFiles(folder, "clearance.db*"))
            {
                File.Copy(file, System.IO.Path.Combine(Path, System.IO.Path.GetFileName(file)));
            }

            _connection = new SqliteConnection($"Data Source={System.IO.Path.Combine(Path, "clearance.db")};Pooling=false");
            _connection.Open();
            Execute("PRAGMA ignore_check_constraints = ON; PRAGMA synchronous = OFF");
        }

        public string Path { get; } = Directory.CreateTempSubdirectory("clearance-copy-").FullName;

        public void Dispose()
        {
            _connection.Dispose();
            Directory.Delete(Path, recursive: true);
        }

        public List<JournalRow> Rows()
        {
            using var command = _connection.CreateCommand();
            command.CommandText = "SELECT position, declaration, sequence, hash, body FROM journal ORDER BY position";
            using var row = command.ExecuteReader();
            var rows = new List<JournalRow>();
            while (row.Read())
            {
                rows.Add(new JournalRow(
                    0, row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetFieldValue<byte[]>(3), row.GetFieldValue<byte[]>(4)));
            }

            return rows;
        }

        public void Set(long position, string column, object value) => TrySet(position, column, value).ShouldBeTrue();

        public bool TrySet(long position, string column, object value)
        {
            try
            {
                return Execute($"UPDATE journal SET {column} = $value WHERE position = {position}", value) == 1;
            }
            catch (SqliteException taken) when (taken.SqliteErrorCode == SQLitePCL.raw.SQLITE_CONSTRAINT)
            {
                return false;
            }
        }

        public void Insert(JournalRow row)
        {
            Execute($"INSERT INTO journal VALUES ({row.Position}, {row.Declaration}, {row.Sequence}, x'00', $value)", row.Body);
            Set(row.Position, "hash", row.Hash);
        }

        public int Execute(string sql, object? value = null)
        {
            using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // The tests' own words.
            command.CommandText = sql;
#pragma warning restore CA2100
            if (value is not null)
            {
                command.Parameters.AddWithValue("$value", value);
            }

            return command.ExecuteNonQuery();
        }
    }
}
