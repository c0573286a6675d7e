using Clearance.Entities;
using Clearance.Testing.Events;
using Clearance.Testing.Stores;
using Shouldly;

namespace Clearance.Testing.Engines;

/// <summary>Somebody else who has the store open too.</summary>
public static class AnotherProcess
{
    /// <summary>The head that <see cref="Damages"/> writes.</summary>
    public static readonly byte[] UnreadableHead = [0xFF, 0xFF];

    /// <summary>Another process writes the ledger anew, as it is, with one of its rows; or it ends the re-decision under way.</summary>
    public static async Task Writes(InMemoryStore store, LedgerRowKey? row = null, bool endsPass = false)
    {
        var held = (await store.LoadLedger(TestEvents.Importer, CancellationToken.None))!;
        var head = LedgerLoader.Load(held).Head;
        head = endsPass ? head with { Pass = null } : head;
        var rows = row is { } key ? await store.LoadRows(TestEvents.Importer, [key], CancellationToken.None) : [];
        var write = new LedgerWrite
        {
            Taxpayer = TestEvents.Importer,
            ExpectedVersion = held.Version,
            NewVersion = held.Version + 1,
            Head = LedgerCodec.Encode(head),
            NextChangeOn = head.NextChangeOn,
            PassOpen = head.Pass is not null,
            Rows = [.. rows.Select(it => new LedgerRowWrite(it.Key, false, it.Body))],
        };
        var outcomes = await store.Commit([new CommitUnit { Ledger = write }], CancellationToken.None);
        outcomes.ShouldBe([CommitOutcome.Committed]);
    }

    /// <summary>It writes a head that nobody can read.</summary>
    public static async Task Damages(InMemoryStore store)
    {
        var version = (await store.LoadLedger(TestEvents.Importer, CancellationToken.None))!.Version;
        var write = new LedgerWrite
        {
            Taxpayer = TestEvents.Importer,
            ExpectedVersion = version,
            NewVersion = version + 1,
            Head = UnreadableHead,
        };
        (await store.Commit([new CommitUnit { Ledger = write }], CancellationToken.None)).ShouldBe([CommitOutcome.Committed]);
    }

    /// <summary>It writes other bytes into a payment's row.</summary>
    /// <returns>What was there.</returns>
    public static async Task<byte[]> Exchanges(InMemoryStore store, string payment, byte[] body)
    {
        var key = LedgerRowKeys.Payment(payment);
        var before = (await store.LoadRows(TestEvents.Importer, [key], CancellationToken.None)).Single().Body;
        var held = (await store.LoadLedger(TestEvents.Importer, CancellationToken.None))!;
        var write = new LedgerWrite
        {
            Taxpayer = TestEvents.Importer,
            ExpectedVersion = held.Version,
            NewVersion = held.Version + 1,
            Head = held.Head,
            Rows = [new LedgerRowWrite(key, false, body)],
        };
        (await store.Commit([new CommitUnit { Ledger = write }], CancellationToken.None)).ShouldBe([CommitOutcome.Committed]);
        return before;
    }
}
