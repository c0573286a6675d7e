using Clearance.Silo.Tests.Http;
using Clearance.Silo.Tests.Running;

namespace Clearance.Cli.Tests;

/// <summary>Backup, restore, and comparing stores, as an operator types them.</summary>
public sealed class KeepingTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("clearance-cli-keep-");

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(true);

    [Fact]
    public async Task A_store_is_backed_up_beside_its_engine_restored_and_found_the_same_until_it_is_not()
    {
        await using var engine = await EngineProcess.Start();
        await engine.Http.PostEvent("customs.declarations", Sample.Registration(Sample.Declaration(), Sample.Taxpayer()).ToJsonString());
        var (backup, data) = (In("backup"), In("data"));

        var made = await Tool.Run("backup", "--data", engine.Data, "--to", backup);
        made.ExitCode.ShouldBe(0, made.Errors);
        made.Output.ShouldContain("1 events, 1 declarations, 1 taxpayers");
        (await Tool.Run("backup", "verify", backup, "--json")).Json.GetProperty("store").GetString().ShouldBe("sqlite");
        (await Tool.Run("restore", backup, "--data", data)).Output.ShouldContain("restored from");
        var digest = await Tool.Run("digest", "--data", data, "--json");
        digest.Json.GetProperty("value").GetString().ShouldBe(
            (await Tool.Run("backup", "verify", backup, "--json")).Json.GetProperty("stateDigest").GetString());

        (await Tool.Run("replay", "compare", "--data", engine.Data, "--with-data", data)).Output.ShouldContain("the same");
        var taxpayer = Sample.Taxpayer();
        await engine.Http.PostEvent("customs.taxpayers", Sample.Status(taxpayer).ToJsonString());
        var differs = await Tool.Run("replay", "compare", "--data", engine.Data, "--with-data", data);
        differs.ExitCode.ShouldBe(1);
        differs.Output.ShouldContain("1 taxpayers differ by facts");
        differs.Output.ShouldNotContain(taxpayer, Case.Sensitive, "unless it is asked for");
        (await Tool.Run("replay", "verify", "--data", engine.Data, "--with-data", data, "--names")).Output.ShouldContain(taxpayer);
    }

    [Theory]
    [InlineData("backup --to x", "Say where the store is: --data FOLDER, or --postgres CONNECTION.")]
    [InlineData("backup --data none --to x", "The folder 'none' holds no store")]
    [InlineData("backup verify none", "'none' is no backup")]
    [InlineData("restore none --data none-either", "'none' is no backup")]
    [InlineData("digest --data none", "The folder 'none' holds no store")]
    [InlineData("replay compare --data none", "The folder 'none' holds no store")]
    [InlineData("digest --postgres file:none", "none cannot be read")]
    public async Task What_cannot_be_done_is_said_in_a_sentence(string line, string said)
    {
        var run = await Tool.Run(line.Split(' '));
        (run.ExitCode, run.Output).ShouldBe((2, ""));
        run.Errors.ShouldContain(said);
    }

    private string In(string name) => Path.Combine(_folder.FullName, name);
}
