using System.Diagnostics;
using System.Text;
using Clearance.Domain;
using Clearance.Kafka.Tests.Running;
using Microsoft.Data.Sqlite;

namespace Clearance.Kafka.Tests;

/// <summary>An event that can never be applied, among others that can.</summary>
[Collection(OneBroker.Name)]
public sealed class PoisonTests(TestBroker broker)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task An_event_that_always_throws_parks_its_taxpayer_within_seconds_and_others_go_on()
    {
        await using var audit = await KafkaAudit.Start(broker, 8);
        var (engine, load, kept) = (audit.Engine, audit.Load, audit.Kept);
        load.Produce(40);
        await audit.Finished();
        (await engine.Stop()).ShouldBe(0);
        var (taxpayer, payment) = SpoilOnePayment(engine.Data);
        await engine.Restart();

        load.Send(EventStream.Taxpayers, Assigning(payment, taxpayer));
        load.Produce(40);
        var began = Stopwatch.StartNew();
        await audit.Finished();

        began.Elapsed.ShouldBeLessThan(Patience, "what is parked counts as finished");
        kept.Parked().Keys.ShouldBe([taxpayer], "the events of this taxpayer, and of no other, wait");
        foreach (var (other, money) in load.Written.Money.Where(it => it.Key != taxpayer))
        {
            var sums = (await engine.Client.Get($"v1/taxpayers/{other}")).GetProperty("sums");
            sums.GetProperty("confirmed").GetInt64().ShouldBe(money, $"taxpayer {other}");
        }

        audit.CheckRefused();
        await engine.Kill();
        await engine.Restart();
        kept.Parked().Keys.ShouldBe([taxpayer]);
    }

    /// <summary>To decide on it the payment must be read. Engines that can do so reject it: its row is not in suspense.</summary>
    private static byte[] Assigning(string payment, string taxpayer) => Encoding.UTF8.GetBytes(
        $$"""
        {"type":"SuspenseAssigned","id":"SA:{{payment}}","at":"2026-11-02T10:00:00+07:00","taxpayer":"{{taxpayer}}",
         "payment":"{{payment}}","row":1,"declaration":null,"maker":"cb01","checker":"ld02"}
        """);

    /// <summary>Overwrites a stored payment with bytes that are no record: whatever touches it throws.</summary>
    private static (string Taxpayer, string Payment) SpoilOnePayment(string data)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(data, "clearance.db")};Pooling=False");
        connection.Open();
        using var spoil = connection.CreateCommand();
        spoil.CommandText =
            """
            UPDATE ledger SET body = x'FF00'
            WHERE (taxpayer, part, kind, key) = (SELECT taxpayer, part, kind, key FROM ledger WHERE part = 2 AND kind = 3 LIMIT 1)
            RETURNING taxpayer, key
            """;
        using var row = spoil.ExecuteReader();
        row.Read().ShouldBeTrue();
        return (row.GetString(0), row.GetString(1));
    }
}
