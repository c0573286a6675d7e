using Clearance.Silo.Tests.Access;
using Clearance.Silo.Tests.Running;

namespace Clearance.Cli.Tests;

/// <summary>The tool says who calls, by a token that is never an argument.</summary>
public sealed class IdentityTests : IDisposable
{
    private const string Declaration = "105123456760";

    private readonly AccessFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_token_of_a_file_is_sent_and_a_renewed_one_the_next_time()
    {
        await using var engine = await EngineProcess.Start(folder.Options);
        var file = folder.Write("token", Token("auditor") + "\n");
        (await engine.Clearance("status", Declaration)).Errors.ShouldContain("does not say who makes it");
        (await engine.Clearance("status", Declaration, "--token-file", file, "--json")).Json.GetProperty("outcome").GetString().ShouldBe("unknown");

        folder.Write("token", Token("operator"));
        (await engine.Clearance("status", Declaration, "--token-file", file)).Errors.ShouldContain("not for callers of your role");
    }

    [Fact]
    public async Task The_doctor_says_who_calls_and_finds_a_well_engine_well_whatever_the_role()
    {
        await using var engine = await EngineProcess.Start(folder.Options);
        var nobody = await engine.Clearance("doctor");
        (nobody.ExitCode, nobody.Output.Contains("does not say who makes it", StringComparison.Ordinal)).ShouldBe((3, true), nobody.Output);
        foreach (var (role, said) in ((string, string)[])[("auditor", "questions one after another"), ("operator", "asks no such questions")])
        {
            var run = await engine.Clearance("doctor", "--token-file", folder.Write("token", Token(role)));
            (run.ExitCode, run.Output.Contains(said, StringComparison.Ordinal)).ShouldBe((0, true), run.Output);
        }
    }

    [Fact]
    public async Task What_is_no_token_file_and_no_certificate_is_said_before_anything_is_asked()
    {
        var file = folder.Write("nothing.pem", "nothing");
        var run = await Tool.Run("status", Declaration, "--token-file", folder.Path("none"));
        (run.ExitCode, run.Errors.Contains("is no file", StringComparison.Ordinal)).ShouldBe((2, true));
        run = await Tool.Run("status", Declaration, "--client-cert", file);
        (run.ExitCode, run.Errors.Contains("must be a certificate and its key", StringComparison.Ordinal)).ShouldBe((2, true));
    }

    private string Token(string role) => folder.Tokens.Token(Tokens.Claims("tool", role));
}
