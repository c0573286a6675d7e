using Clearance.Silo.Tests.Http;
using Clearance.Silo.Tests.Running;

namespace Clearance.Cli.Tests;

/// <summary>Files of events, and what became of those that were refused.</summary>
[Collection(SharedEngine.Name)]
public sealed class SendTests(EngineFixture engine) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("clearance-cli-");

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(true);

    [Theory]
    [InlineData("[{0},{1}]")]
    [InlineData("{0}\n{1}\n")]
    public async Task Events_go_to_the_streams_their_types_belong_to_and_count_once(string form)
    {
        var (declaration, taxpayer) = (Sample.Declaration(), Sample.Taxpayer());
        var file = _folder.FileOf(form
            .Replace("{0}", Sample.Registration(declaration, taxpayer).ToJsonString(), StringComparison.Ordinal)
            .Replace("{1}", Sample.Payment(taxpayer, declaration).ToJsonString(), StringComparison.Ordinal));

        var first = await engine.Engine.Clearance("send", file);
        (first.ExitCode, first.Output.Trim()).ShouldBe((0, "accepted: 2"));
        (await engine.Engine.Clearance("status", declaration, "--on", "2026-11-02")).ExitCode.ShouldBe(0);

        var again = await engine.Engine.Clearance("send", file);
        (again.ExitCode, again.Output.Trim()).ShouldBe((0, "duplicate: 2"));
    }

    [Fact]
    public async Task What_is_refused_is_named_and_put_right_from_the_dead_letters()
    {
        var (declaration, taxpayer) = (Sample.Declaration(), Sample.Taxpayer());
        var wrong = Sample.Registration(declaration, taxpayer);
        wrong["office"] = "nowhere";
        var sent = await engine.Engine.Clearance("send", _folder.FileOf(wrong.ToJsonString()));
        sent.ExitCode.ShouldBe(1);
        sent.Output.ShouldContain("rejected: 1");
        sent.Output.ShouldContain("InvalidOffice office");

        var listed = await engine.Engine.Clearance("dlq", "list", "--code", "InvalidOffice", "--json");
        var letter = listed.Json.GetProperty("deadLetters").EnumerateArray().Last();
        var id = letter.GetProperty("id").ToString();
        var shown = await engine.Engine.Clearance("dlq", "show", id, "--json");
        shown.Json.GetProperty("text").GetString().ShouldBe(wrong.ToJsonString());

        var asItWas = await engine.Engine.Clearance("dlq", "redrive", id);
        asItWas.ExitCode.ShouldBe(1, "it is judged as any event is");
        wrong["office"] = "03CC";
        var putRight = await engine.Engine.Clearance("dlq", "redrive", id, "--file", _folder.FileOf(wrong.ToJsonString()));
        putRight.ExitCode.ShouldBe(0, putRight.Output + putRight.Errors);
        putRight.Output.ShouldContain("accepted");
        (await engine.Engine.Clearance("status", declaration, "--on", "2026-11-02")).Output.ShouldContain("TaxUnpaid");
    }

    [Fact]
    public async Task A_dead_letter_that_is_not_there_is_said_to_be_unknown()
    {
        var run = await engine.Engine.Clearance("dlq", "show", "999999999");
        run.ExitCode.ShouldBe(4);
        run.Errors.ShouldContain("UnknownDeadLetter");
    }

    [Theory]
    [InlineData("{\"type\":", "no JSON: line 1")]
    [InlineData("{\"type\":\"Nothing\"}", "belongs to no stream")]
    public async Task A_file_that_cannot_be_sent_is_a_mistake_of_the_command_line(string text, string said)
    {
        var run = await engine.Engine.Clearance("send", _folder.FileOf(text));
        run.ExitCode.ShouldBe(2);
        run.Errors.ShouldContain(said);
    }
}
