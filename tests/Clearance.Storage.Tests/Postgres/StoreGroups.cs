using Clearance.Entities;

namespace Clearance.Storage.Tests;

/// <summary>A group of two ledgers that moves from version to version, and a look at where it is.</summary>
internal static class StoreGroups
{
    /// <summary>Two units: a ledger each, with a row, an event and a journal entry.</summary>
    public static CommitUnit[] Group(int from) =>
    [
        .. Enumerable.Range(1, 2).Select(taxpayer =>
            Make.Ledger(taxpayer, from, Make.Resident(taxpayer, unchecked((byte)from))) with
            {
                Events = [Make.Event((from * 10) + taxpayer)],
                Journal = [Make.Entry(taxpayer, from + 1)],
            }),
    ];

    /// <summary>The version both ledgers are at, everything that belongs to it being there and nothing else.</summary>
    public static async Task<int> Version(IClearanceStore store)
    {
        var version = (int)((await store.LoadLedger(Make.Taxpayer(1), default))?.Version ?? 0);
        for (var taxpayer = 1; taxpayer <= 2; taxpayer++)
        {
            var ledger = await store.LoadLedger(Make.Taxpayer(taxpayer), default);
            (ledger?.Version ?? 0).ShouldBe(version);
            ledger?.Rows.Single().Version.ShouldBe(version);
            (await store.ReadJournal(Make.Declaration(taxpayer), 1, 9_999, default)).Count.ShouldBe(version);
            var ids = Enumerable.Range(0, version + 2).Select(from => Make.Id((from * 10) + taxpayer)).ToArray();
            (await store.FindEvents(ids, default)).Count(static record => record is not null).ShouldBe(version);
        }

        (await store.WholeJournal()).Count.ShouldBe(2 * version);
        return version;
    }

    /// <summary>Waits until something is so.</summary>
    public static async Task Until(Func<bool> so, string what)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (!so())
        {
            late.IsCancellationRequested.ShouldBeFalse($"it never came that {what}");
            await Task.Delay(20);
        }
    }
}
