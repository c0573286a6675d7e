using System.Net;
using System.Text;
using System.Text.Json;
using Clearance.Domain;
using Clearance.Kafka.Tests.Running;
using Clearance.Silo.Tests.Running;
using Clearance.Storage;
using Clearance.Testing.Stores;
using Npgsql;

namespace Clearance.Kafka.Tests;

/// <summary>The engine stands still, as on a suspended machine, for longer than its lease and its membership last, and goes on.</summary>
[Collection(OneBroker.Name)]
public sealed class StandStillTests(TestBroker broker)
{
    private const string OnTheDay = "on=2026-11-02";
    private const int Askers = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(TestBroker.IsLong ? 30 : 8);

    [Fact]
    public async Task An_engine_that_stands_still_and_goes_on_loses_nothing_and_is_a_member_again()
    {
        await using var audit = await KafkaAudit.Start(broker, 9, publishes: true);
        await StandStillUnderLoad(audit, async () =>
        {
            var (code, _, error) = await EngineProcess.Run(["--urls", "http://127.0.0.1:0", "--data", audit.Engine.Data]);
            code.ShouldBe(3);
            error.ShouldContain($"is in use by process {audit.Engine.Process.Id}");
        });
    }

    [Fact]
    public async Task An_engine_on_PostgreSQL_that_stands_still_and_goes_on_loses_nothing_and_is_a_member_again()
    {
        await using var server = await PostgresServer.Create();
        await PostgresMigrations.Run(server.Connection);
        await using var audit = await KafkaAudit.Start(broker, 10, publishes: true, server.Connection);
        await StandStillUnderLoad(audit, () => Task.CompletedTask);
    }

    [Fact]
    public async Task An_engine_that_stood_still_while_another_took_over_answers_nothing_from_before_and_ends()
    {
        await using var server = await PostgresServer.Create();
        await PostgresMigrations.Run(server.Connection);
        await using var audit = await KafkaAudit.Start(broker, 11, publishes: true, server.Connection);
        audit.Load.Produce(200);
        await audit.Finished();
        var (declaration, taxpayer) = First(audit.Load);
        (await Ask(audit.Engine, declaration)).ShouldBe("clear");

        audit.Load.Produce(400);
        audit.Engine.StandStill();
        await CutOffAll(server);
        await using var woken = await audit.StartAnother();
        (await audit.Engine.Client.PostEvents(EventStreams.NameOf(EventStream.Taxpayers), Stopping(taxpayer)))
            .ShouldAllBe(result => result.Status == "accepted");
        (await Ask(audit.Engine, declaration)).ShouldBe("hold");

        // The questions lie in its socket when it wakes.
        var asked = Enumerable.Range(0, Askers).Select(_ => AskAgainAndAgain(woken, declaration)).ToArray();
        woken.GoOn();
        var answers = (await Task.WhenAll(asked)).SelectMany(it => it).ToList();
        answers.Count.ShouldBeGreaterThan(Askers);
        answers.ShouldAllBe(answer => answer == "hold" || answer == nameof(HttpStatusCode.ServiceUnavailable) || answer == "none");

        woken.Process.ExitCode.ShouldBe(3);
        woken.Output.ShouldContain("another engine has taken the lease");
        audit.Load.Produce(100);
        await audit.Check();
    }

    private async Task StandStillUnderLoad(KafkaAudit audit, Func<Task> meanwhile)
    {
        audit.Load.Produce(100);
        await audit.Finished();
        var before = await Confirmed(audit.Engine, audit.Load);
        var joins = Joins(audit.Engine);
        joins.ShouldBeGreaterThan(0);
        audit.Load.Produce(400);
        audit.Engine.StandStill();
        audit.Load.Produce(200);
        await meanwhile();
        await Task.Delay(Pause);

        var asked = Confirmed(audit.Engine, audit.Load);
        audit.Engine.GoOn();
        foreach (var (taxpayer, confirmed) in await asked)
        {
            confirmed.ShouldBeInRange(before[taxpayer], audit.Load.Written.Money[taxpayer], $"taxpayer {taxpayer}");
        }

        for (var i = 0; Joins(audit.Engine) == joins; i++)
        {
            i.ShouldBeLessThan(600, audit.Engine.Output);
            await Task.Delay(100);
        }

        audit.Load.Produce(50);
        await audit.Check();
    }

    /// <summary>The money of every taxpayer as the engine answers it, where it does answer.</summary>
    private static async Task<Dictionary<string, long>> Confirmed(EngineProcess engine, KafkaLoad load)
    {
        var answers = await Task.WhenAll(load.Written.Money.Keys.Select(async taxpayer =>
        {
            using var answer = await engine.Http.GetAsync($"v1/taxpayers/{taxpayer}");
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                return null;
            }

            var sums = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("sums");
            sums.GetProperty("balanced").GetBoolean().ShouldBeTrue();
            return (KeyValuePair<string, long>?)KeyValuePair.Create(taxpayer, sums.GetProperty("confirmed").GetInt64());
        }));
        return answers.OfType<KeyValuePair<string, long>>().ToDictionary();
    }

    /// <summary>How often it was given partitions.</summary>
    private static int Joins(EngineProcess engine) => engine.Output.Split('\n')
        .Count(line => line.Contains(" reading customs.", StringComparison.Ordinal) || line.Contains(" reading bank.", StringComparison.Ordinal));

    private static (string Declaration, string Taxpayer) First(KafkaLoad load)
    {
        var (_, body) = load.ToApply.First(it => it.Stream == EventStream.Declarations);
        var registered = JsonDocument.Parse(body).RootElement;
        return (registered.GetProperty("declaration").GetString()!, registered.GetProperty("taxpayer").GetString()!);
    }

    private static byte[] Stopping(string taxpayer) => Encoding.UTF8.GetBytes(
        $$"""
        {"type":"EnforcementPlaced","id":"QD:{{taxpayer}}","at":"2026-11-02T10:00:00+07:00","taxpayer":"{{taxpayer}}",
         "decision":"QD-1/2026","effectiveFrom":"2026-11-01"}
        """);

    private static async Task<IReadOnlyList<string>> AskAgainAndAgain(EngineProcess engine, string declaration)
    {
        var answers = new List<string>();
        using var late = new CancellationTokenSource(Patience);
        do
        {
            late.IsCancellationRequested.ShouldBeFalse("an engine that will never commit again does not end");
            answers.Add(await Ask(engine, declaration));
        }
        while (!engine.Process.HasExited);
        return answers;
    }

    /// <summary>The outcome, or the status that came instead, or that none came.</summary>
    private static async Task<string> Ask(EngineProcess engine, string declaration)
    {
        try
        {
            using var answer = await engine.Http.GetAsync($"v1/declarations/{declaration}/eligibility?{OnTheDay}");
            return answer.IsSuccessStatusCode
                ? JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("outcome").GetString()!
                : answer.StatusCode.ToString();
        }
        catch (HttpRequestException)
        {
            return "none";
        }
    }

    /// <summary>Ends every session at the server, as a firewall does that forgets who was silent.</summary>
    private static async Task CutOffAll(PostgresServer server)
    {
        await using var connection = new NpgsqlConnection(server.Connection + ";Pooling=false");
        await connection.OpenAsync();
        await using var end = new NpgsqlCommand(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
            connection);
        await end.ExecuteNonQueryAsync();
    }
}
