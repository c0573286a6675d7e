using Clearance.Silo.Tests.Running;
using Clearance.Storage;
using Clearance.Testing.Stores;

namespace Clearance.Silo.Tests.Keeping;

/// <summary>A password comes from a file and is seen nowhere afterwards.</summary>
public sealed class SecretFileTests : IDisposable
{
    private const string Option = "--Clearance:Store:Postgres:ConnectionStringFile";
    private const string Canary = "canary-of-a-mine";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("clearance-secret-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_password_from_a_file_is_in_no_command_line_no_environment_no_log_and_no_answer()
    {
        await using var server = await PostgresServer.Create();
        await PostgresMigrations.Run(server.Connection);
        await using var engine = await EngineProcess.Start(
            "--Clearance:Store:Provider", "postgres", Option, FileOf($"{server.Connection};Password={Canary}\n"));
        await JournalMaker.Fill(engine.Http);
        await server.Kill();
        await engine.Says("Connection refused");

        var answers = new List<string>();
        foreach (var path in (string[])["readyz", "healthz", "metrics", "", "v1/declarations/10512345676/eligibility", "openapi/v1.json"])
        {
            using var answer = await engine.Http.GetAsync(path);
            answers.Add(await answer.Content.ReadAsStringAsync());
        }

        foreach (var file in (string[])["cmdline", "environ"])
        {
            answers.Add(await File.ReadAllTextAsync($"/proc/{engine.Process.Id}/{file}"));
        }

        await server.Start();
        (await engine.Stop()).ShouldBe(0);
        answers.Append(engine.Output).Where(static it => it.Contains(Canary, StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_that_says_nothing_is_refused_by_its_name_alone()
    {
        (await Refusal(Option, Path.Combine(folder.FullName, "none"))).ShouldContain("it must be a file that the engine may read");
        (await Refusal(Option, FileOf(" \n"))).ShouldContain("the file is empty");
        var both = await Refusal(
            Option, FileOf($"Host=db;Password={Canary}"), "--Clearance:Store:Postgres:ConnectionString", $"Host=db;Password={Canary}");
        both.ShouldContain("one of them must not be");
        both.ShouldNotContain(Canary);
    }

    private static async Task<string> Refusal(params string[] options)
    {
        var (code, output, error) = await EngineProcess.Run(["--Clearance:Store:Provider", "postgres", .. options]);
        (code, output).ShouldBe((2, ""));
        return error;
    }

    private string FileOf(string text)
    {
        var file = Path.Combine(folder.FullName, Path.GetRandomFileName());
        File.WriteAllText(file, text);
        return file;
    }
}
