using Clearance.Signing;
using Clearance.Silo.Tests.Http;
using Clearance.Silo.Tests.Running;
using Microsoft.Data.Sqlite;

namespace Clearance.Cli.Tests;

/// <summary>S21: what a keeper of heads types, and what an auditor types years later.</summary>
public sealed class HeadTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("clearance-cli-head-");

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(true);

    [Fact]
    public async Task Heads_are_kept_and_the_journal_is_compared_with_them_until_it_is_cut_short()
    {
        var engineKey = _folder.FileOf(SigningKey.NewPem());
        await using var engine = await EngineProcess.Start("--Clearance:Tokens:KeyFile", engineKey, "--Clearance:Tokens:Kid", "gate-1");
        var keys = _folder.FileOf(await engine.Http.GetStringAsync("/v1/tokens/keys"));
        var heads = Path.Combine(_folder.FullName, "heads");
        var first = await engine.Clearance("journal", "head", "--keep", heads, "--keys", keys);
        (first.ExitCode, first.Output.Contains("0 entries in 0 lanes", StringComparison.Ordinal)).ShouldBe((0, true), first.Output + first.Errors);
        await engine.Http.PostEvent("customs.declarations", Sample.Registration(Sample.Declaration(), Sample.Taxpayer()).ToJsonString());
        await engine.Http.PostEvent("customs.declarations", Sample.Registration(Sample.Declaration(), Sample.Taxpayer()).ToJsonString());
        var second = await Until(engine, heads, keys, 2);
        (second.Json.GetProperty("goesOn").GetBoolean(), second.Json.GetProperty("issuer").GetString()).ShouldBe((true, "clearance"));

        var held = await Tool.Run("journal", "verify", "--data", engine.Data, "--head", heads, "--keys", keys);
        held.ExitCode.ShouldBe(0, held.Output + held.Errors);
        held.Output.ShouldContain(".jws: all that was there is there");
        var printed = (await engine.Clearance("journal", "head")).Output;
        SignedHead.Read(printed, ReleaseTokenVerifier.ReadKeys(File.ReadAllBytes(keys)), out _)!.Entries.ShouldBe(2);

        var longer = SignedHead.Read(printed, ReleaseTokenVerifier.ReadKeys(File.ReadAllBytes(keys)), out _)! with { Lanes = [new HeadLane(0, 4, [new byte[32]])] };
        await File.WriteAllTextAsync(Path.Combine(heads, "29991231T000000Z.jws"), longer.Sign(SigningKey.FromPem(await File.ReadAllTextAsync(engineKey), "gate-1")));
        var late = await engine.Clearance("journal", "head", "--keep", heads, "--keys", keys);
        (late.ExitCode, late.Output).ShouldBe((1, late.Output), late.Errors);
        late.Output.ShouldContain("Lane 0 had 4 entries and has fewer.");

        (await engine.Stop()).ShouldBe(0);
        await Forget(engine.Data);
        var cut = await Tool.Run("journal", "verify", "--data", engine.Data, "--keys", keys, "--head", _folder.FileOf(printed));
        (cut.ExitCode, cut.Output).ShouldBe((1, cut.Output), cut.Errors);
        cut.Output.ShouldContain("1 entries of 1 declarations in 1 lanes: as they were written");
        cut.Output.ShouldContain("the journal is not the one that it was");
        cut.Output.ShouldContain("lane 0: It had 2 entries and has 1: some are missing.");

    }

    [Fact]
    public async Task What_is_no_head_of_the_engines_is_refused_before_anything_is_compared()
    {
        var key = SigningKey.FromPem(SigningKey.NewPem(), "gate-1");
        var head = new SignedHead { Issuer = "c", Journal = "j", IssuedAt = DateTimeOffset.UnixEpoch, Lanes = [] }.Sign(key);
        var keys = _folder.FileOf("""{"keys":[]}""");
        await Refused("--head FILE and --keys FILE go together", "--head", _folder.FileOf(head));
        await Refused("--head FILE and --keys FILE go together", "--keys", keys);
        await Refused("is no head that the engine signed: No key with this kid is pinned.", "--head", _folder.FileOf(head), "--keys", keys);
        await Refused("is no head that the engine signed: It is no JWS", "--head", _folder.FileOf("nothing"), "--keys", keys);
        await Refused("holds no head", "--head", _folder.CreateSubdirectory("empty").FullName, "--keys", keys);
        await Refused("cannot be read", "--head", Path.Combine(_folder.FullName, "none"), "--keys", keys);
        (await Tool.Run("journal", "head", "--keep", _folder.FullName)).Errors.ShouldContain("--keep FOLDER and --keys FILE go together");
    }

    private async Task Refused(string why, params string[] options)
    {
        var run = await Tool.Run(["journal", "verify", "--data", _folder.FullName, .. options]);
        (run.ExitCode, run.Output).ShouldBe((2, ""));
        run.Errors.ReplaceLineEndings(" ").ShouldContain(why);
    }

    /// <summary>One head is given out for a second.</summary>
    private static async Task<ToolRun> Until(EngineProcess engine, string heads, string keys, long entries)
    {
        for (var tries = 0; ; tries++)
        {
            var run = await engine.Clearance("journal", "head", "--keep", heads, "--keys", keys, "--json");
            run.ExitCode.ShouldBe(0, run.Output + run.Errors);
            if (run.Json.GetProperty("entries").GetInt64() == entries)
            {
                return run;
            }

            tries.ShouldBeLessThan(100);
            await Task.Delay(100);
        }
    }

    /// <summary>The last decision was never made: neither the journal nor any ledger knows of it.</summary>
    private static async Task Forget(string data)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(data, "clearance.db")};Pooling=False");
        await connection.OpenAsync();
        await using var forget = connection.CreateCommand();
        forget.CommandText = """
            DELETE FROM identity WHERE declaration = (SELECT declaration FROM journal WHERE position = 2);
            DELETE FROM ledger WHERE taxpayer IN
                (SELECT taxpayer FROM ledger WHERE key = (SELECT CAST(declaration AS TEXT) FROM journal WHERE position = 2));
            DELETE FROM journal_index WHERE position = 2;
            DELETE FROM journal WHERE position = 2;
            """;
        (await forget.ExecuteNonQueryAsync()).ShouldBeGreaterThan(2);
    }
}
