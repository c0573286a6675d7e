using Clearance.Silo.Tests.Running;

namespace Clearance.Cli.Tests;

/// <summary>What the tool says when it cannot do what it is asked, and how a shell completes it.</summary>
[Collection(SharedEngine.Name)]
public sealed class ToolTests(EngineFixture engine)
{
    private const string Nobody = "http://127.0.0.1:9";

    [Theory]
    [InlineData("status")]
    [InlineData("nothing")]
    [InlineData("send", "a-file", "--stream", "elsewhere")]
    [InlineData("status", "10000000000", "--on", "tomorrow")]
    [InlineData("status", "10000000000", "--lang", "fr")]
    public async Task A_wrong_command_line_ends_with_2_and_says_what_is_wrong(params string[] args)
    {
        var run = await Tool.Run(args);
        run.ExitCode.ShouldBe(2);
        run.Errors.ShouldNotBeNullOrWhiteSpace();
    }

    [Fact]
    public async Task An_address_that_is_none_is_a_wrong_command_line()
    {
        var run = await Tool.Run("status", "10000000000", "--url", "nowhere");
        (run.ExitCode, run.Errors.Contains("'nowhere' is no address", StringComparison.Ordinal)).ShouldBe((2, true));
    }

    [Fact]
    public async Task An_engine_that_cannot_be_reached_ends_with_3()
    {
        var run = await Tool.Run("status", "10000000000", "--url", Nobody);
        run.ExitCode.ShouldBe(3);
        run.Errors.ShouldContain("clearance doctor");
    }

    [Fact]
    public async Task The_doctor_finds_a_well_engine_well()
    {
        var run = await engine.Engine.Clearance("doctor", "--json");
        run.ExitCode.ShouldBe(0, run.Output);
        run.Json.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("what").GetString())
            .ShouldBe(["reached", "clock", "ready", "contract", "answers"]);
    }

    [Fact]
    public async Task The_doctor_says_that_nobody_listens()
    {
        var run = await Tool.Run("doctor", "--url", Nobody);
        run.ExitCode.ShouldBe(3);
        run.Output.ShouldContain("✗ reached");
    }

    [Fact]
    public async Task A_shell_is_told_what_may_follow()
    {
        (await Tool.Run("[suggest:14]", "clearance stat")).Output.ShouldContain("status");
        (await Tool.Run("completion", "bash")).Output.ShouldContain("complete -o default -F _clearance clearance");
    }

    [Fact]
    public async Task Help_lists_every_command()
    {
        var run = await Tool.Run("--help");
        run.ExitCode.ShouldBe(0);
        foreach (var command in (string[])[
            "status", "explain", "history", "what-if", "pay", "send", "watch", "suspense", "reconcile", "journal", "dlq", "doctor"])
        {
            run.Output.ShouldContain($"  {command} ");
        }
    }
}
