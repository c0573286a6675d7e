using System.Net.Http.Json;
using System.Text.Json;
using Clearance.Silo.Tests.Http;
using Clearance.Silo.Tests.Running;
using Clearance.Testing.Stores;

namespace Clearance.Silo.Tests;

/// <summary>A proposal that was answered is there after a kill, in either store, and is approved then.</summary>
public sealed class MoveRestartTests
{
    private readonly string taxpayer = Sample.Taxpayer();
    private readonly string declaration = Sample.Declaration();

    [Fact]
    public async Task In_SQLite()
    {
        await using var engine = await EngineProcess.Start();
        await ShouldOutliveAKill(engine);
    }

    [Fact]
    public async Task In_PostgreSQL()
    {
        await using var server = await PostgresServer.Create();
        (await EngineProcess.Run(["--migrate", server.Connection])).ExitCode.ShouldBe(0);
        await using var engine = await EngineProcess.Start(
            "--Clearance:Store:Provider", "postgres", "--Clearance:Store:Postgres:ConnectionString", server.Connection);
        await ShouldOutliveAKill(engine);
    }

    private async Task ShouldOutliveAKill(EngineProcess engine)
    {
        await engine.Http.PostEvent("customs.declarations", Sample.Registration(declaration, taxpayer).ToJsonString());
        var payment = Sample.Payment(taxpayer, "999999999");
        await engine.Http.PostEvent("bank.payments", payment.ToJsonString());
        var proposed = await Send(engine, "", "cb01",
            $$"""{"id":"M","kind":"assign","payment":"{{payment.Id()}}","row":1,"declaration":"{{declaration}}","code":"1901","account":"budget"}""");
        proposed.GetProperty("status").GetString().ShouldBe("proposed");

        await engine.Kill();
        await engine.Restart();
        (await engine.Http.GetJson($"/v1/taxpayers/{taxpayer}/moves/M")).GetRawText().ShouldBe(proposed.GetRawText());
        var done = await Send(engine, "/M/approval", "ld02");
        done.GetProperty("status").GetString().ShouldBe("done");

        await engine.Kill();
        await engine.Restart();
        (await Send(engine, "/M/approval", "ld02")).GetRawText().ShouldBe(done.GetRawText());
        (await engine.Client.Eligibility(declaration, new DateOnly(2026, 11, 3))).Outcome.ShouldBe("clear");
        (await engine.Client.Taxpayer(taxpayer)).Sums.Suspense.ShouldBe(0);
    }

    private async Task<JsonElement> Send(EngineProcess engine, string path, string officer, string body = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/taxpayers/{taxpayer}/moves{path}") { Content = new StringContent(body) };
        request.Headers.Add("Clearance-Officer", officer);
        using var response = await engine.Http.SendAsync(request);
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
