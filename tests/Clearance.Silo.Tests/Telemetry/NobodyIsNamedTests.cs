using System.Text.Json;
using System.Text.RegularExpressions;
using Clearance.Silo.Tests.Running;

namespace Clearance.Silo.Tests.Telemetry;

/// <summary>What a busy engine writes, failures too, names nobody; and a secret is nowhere it could be read.</summary>
public sealed partial class NobodyIsNamedTests
{
    private const string Canary = "c4nary-0f-a-passw0rd-in-plain-sight";

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    public async Task No_line_of_a_busy_engines_log_says_whose_goods_or_money_it_is(string format)
    {
        await using var engine = await EngineProcess.Start(
            "--Clearance:Logs:Format", format, "--Logging:LogLevel:Default", "Debug", "--Logging:LogLevel:Clearance", "Trace",
            "--Logging:LogLevel:Orleans", "Information");
        await BusyDay.Play(engine.Http);
        await engine.Kill();
        await engine.Restart();
        await BusyDay.Play(engine.Http);
        await engine.Stop();

        var lines = engine.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBeGreaterThan(2);
        lines.Where(static line => Identifier().IsMatch(line)).ShouldBeEmpty();
        if (format == "json")
        {
            lines.Where(static line => !line.StartsWith("Clearance ", StringComparison.Ordinal))
                .ShouldAllBe(static line => JsonDocument.Parse(line, default).RootElement.ValueKind == JsonValueKind.Object);
        }
    }

    [Fact]
    public async Task A_secret_is_in_no_log_metric_or_command_line()
    {
        (string, string)[] secrets =
        [
            ("Clearance__Store__Postgres__ConnectionString", $"Host=127.0.0.1;Port=1;Database=nowhere;Username=engine;Password={Canary}"),
            ("Clearance__Cluster__DashboardKey", Canary),
        ];
        await using var engine = await EngineProcess.StartWith(secrets, "--Logging:LogLevel:Default", "Debug");
        await BusyDay.Play(engine.Http);
        using var metrics = await engine.Http.GetAsync("/metrics");
        (await metrics.Content.ReadAsStringAsync()).ShouldNotContain(Canary);
        (await File.ReadAllTextAsync($"/proc/{engine.Process.Id}/cmdline")).ShouldNotContain(Canary);
        await engine.Stop();
        engine.Output.ShouldNotContain(Canary);

        var refused = await EngineProcess.Run(["--Clearance:Store:Provider", "postgres", "--data", engine.Data], secrets);
        refused.ExitCode.ShouldBe(SiloProcess.DataRefused, refused.Error);
        (refused.Output + refused.Error).ShouldNotContain(Canary);

        var property = await EngineProcess.Run(["--data", engine.Data], ("Clearance__Kafka__Client__sasl.password", Canary));
        property.ExitCode.ShouldBe(SiloProcess.OptionRefused);
        property.Error.ShouldContain("sasl.password is '***'");
        property.Error.ShouldNotContain(Canary);
    }

    // A taxpayer or a declaration, a bank's event, a slip; not a time, an address or a grain's number.
    [GeneratedRegex(@"(?<![\w.\-])\d{9,13}(?![\w\-])|\b(BIDV|VCB|VN|ST|MV):[A-Z0-9]*\d|C1-02")]
    private static partial Regex Identifier();
}
