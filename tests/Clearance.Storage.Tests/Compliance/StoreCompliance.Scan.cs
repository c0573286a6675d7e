using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Storage.Tests;

public abstract partial class StoreCompliance
{
    private const int Ledgers = 7;

    [Fact]
    public async Task Every_row_of_a_kind_of_a_ledger_is_read_resident_or_not()
    {
        if (await Scan() is { } scan)
        {
            (await scan.ReadRows(Make.Taxpayer(3), LedgerRowKind.Declaration, default)).Select(static row => row.Key)
                .Order(ByKey).ShouldBe([Make.Row(1), Make.Row(2)]);
            (await scan.ReadRows(Make.Taxpayer(3), LedgerRowKind.Payment, default)).Count.ShouldBe(5);
            (await scan.ReadRows(Make.Taxpayer(3), LedgerRowKind.Guarantee, default)).ShouldBeEmpty();
            (await scan.ReadRows(Make.Taxpayer(99), LedgerRowKind.Declaration, default)).ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    public async Task Rows_whose_key_has_a_prefix_are_shown_once_each_over_all_ledgers(int ledgersMax)
    {
        if (await Scan() is not { } scan)
        {
            return;
        }

        var seen = new List<string>();
        TaxpayerId? last = null;
        do
        {
            last = await scan.VisitRows(
                LedgerRowKind.Payment, "BIDV:", last, ledgersMax, (taxpayer, row) => seen.Add($"{taxpayer} {row.Key.Key} {row.Body[0]}"), default);
        }
        while (last is not null);

        seen.Order(StringComparer.Ordinal).ShouldBe(Enumerable.Range(1, Ledgers).SelectMany(n => (string[])
            [$"{Make.Taxpayer(n)} BIDV:a{n} 1", $"{Make.Taxpayer(n)} BIDV:z{n} 9"]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    public async Task Every_ledger_is_listed_once_in_key_order(int limit)
    {
        if (await Scan() is not { } scan)
        {
            return;
        }

        var seen = new List<TaxpayerId>();
        while (await scan.Ledgers(seen.Count == 0 ? null : seen[^1], limit, default) is { Count: > 0 } page)
        {
            page.Count.ShouldBeLessThanOrEqualTo(limit);
            seen.AddRange(page);
        }

        seen.ShouldBe(Enumerable.Range(1, Ledgers).Select(Make.Taxpayer).Order());
    }

    [Fact]
    public async Task A_ledger_is_read_with_its_head_what_is_resident_and_its_settled_declarations()
    {
        if (await Scan() is not { } scan)
        {
            return;
        }

        var read = (await scan.ReadLedger(Make.Taxpayer(3), default)).ShouldNotBeNull();
        var loaded = (await Store.LoadLedger(Make.Taxpayer(3), default)).ShouldNotBeNull();

        read.Version.ShouldBe(2);
        read.Head.ShouldBe(loaded.Head);
        read.Rows.Select(static row => row.Key).ShouldBe(
            [.. loaded.Rows.Select(static row => row.Key), Make.Row(2)], ignoreOrder: true);
        (await scan.ReadLedger(Make.Taxpayer(99), default)).ShouldBeNull();
    }

    [Fact]
    public async Task A_visitor_that_throws_ends_the_reading_and_harms_no_other()
    {
        if (await Scan() is not { } scan)
        {
            return;
        }

        await Should.ThrowAsync<InvalidOperationException>(() => scan.VisitRows(
            LedgerRowKind.Payment, "BIDV:", null, 100, static (_, _) => throw new InvalidOperationException("enough"), default));
        (await scan.ReadRows(Make.Taxpayer(1), LedgerRowKind.Payment, default)).Count.ShouldBe(5);
        await Must(Make.Ledger(1, 2, Make.Resident(1, 3)));
    }

    /// <summary>The store with some ledgers in it; null where rows cannot be listed, which one store alone may say.</summary>
    private async Task<ILedgerScan?> Scan()
    {
        if (Store is not ILedgerScan scan)
        {
            Store.ShouldBeOfType<RecordStore>();
            return null;
        }

        static LedgerRowWrite Of(string key, bool resident, byte body) =>
            new(new LedgerRowKey(LedgerRowKind.Payment, key), resident, [body]);

        for (var n = 1; n <= Ledgers; n++)
        {
            await Must(Make.Ledger(
                n, 0, Make.Resident(1, 1), Make.Settled(2, 2), Of($"BIDV:a{n}", true, 1), Of($"BIDV:z{n}", true, 3), Of($"BIDV{n}:a", true, 4)));
            await Must(Make.Ledger(n, 1, Of($"BIDV:z{n}", false, 9), Of($"BIDX:a{n}", false, 5), Of($"BIDU:a{n}", false, 6)));
        }

        return scan;
    }

    private static Comparer<LedgerRowKey> ByKey => Comparer<LedgerRowKey>.Create(
        static (left, right) => string.CompareOrdinal(left.Key, right.Key));
}
