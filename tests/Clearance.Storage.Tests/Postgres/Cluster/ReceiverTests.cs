using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Storage.Tests;

/// <summary>Whom a cluster's call still waits for.</summary>
[Collection(SharedPostgres.Name)]
public sealed class ReceiverTests(PostgresDatabases databases)
{
    [Fact]
    public async Task Receivers_of_what_events_caused_are_told_once_each_until_it_is_delivered()
    {
        var database = await databases.Make();
        await using var one = await ClusterStores.Open(database);
        await using var other = await ClusterStores.Open(database);
        await one.Write(1, static unit => unit with
        {
            Intents = [Caused("a", 5), Caused("b", 5), Caused("c", 6) with { Receiver = Make.Taxpayer(3) }, Caused("d", 7)],
        });

        (await Ask(5, 6)).ShouldBe([Make.Taxpayer(2), Make.Taxpayer(3)], ignoreOrder: true);
        (await Ask(8)).ShouldBeEmpty();
        await other.Store.Commit([new CommitUnit { Delivered = ["a", "b"] }], default);
        (await Ask(5)).ShouldBeEmpty();

        Task<IReadOnlyList<TaxpayerId>> Ask(params ulong[] causes) =>
            other.Cluster.ReceiversOf([.. causes.Select(static cause => new Hash128(0, cause))], default);

        static IntentWrite Caused(string key, ulong cause) => Make.Intent(key) with { Cause = new Hash128(0, cause) };
    }
}
