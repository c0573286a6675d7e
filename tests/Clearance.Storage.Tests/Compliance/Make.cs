using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Storage.Tests;

/// <summary>Keys, units and bodies made of small numbers.</summary>
internal static class Make
{
    public static TaxpayerId Taxpayer(int number)
    {
        TaxpayerId.TryParse($"{number:D12}", out var id).ShouldBeTrue();
        return id;
    }

    public static DeclarationKey Declaration(int number)
    {
        DeclarationKey.TryFromValue(10_000_000_000 + (number * 10L) + (number % 7), out var key).ShouldBeTrue();
        return key;
    }

    public static Hash128 Id(int number) => new(unchecked((ulong)number * 0x9E3779B97F4A7C15), (ulong)number);

    public static RegistryRecord Event(int number, EventOutcome outcome = EventOutcome.Accepted, byte[]? rejection = null) =>
        new(Id(number), new Hash128(7, (ulong)number), "000000000001", outcome, rejection);

    public static LedgerRowKey Row(int number, LedgerRowKind kind = LedgerRowKind.Declaration) => new(kind, $"{number:D11}");

    public static LedgerRowWrite Resident(int number, params byte[] body) => new(Row(number), Resident: true, body);

    public static LedgerRowWrite Settled(int number, params byte[] body) => new(Row(number), Resident: false, body);

    public static JournalWrite Entry(int declaration, long sequence) =>
        new(Declaration(declaration), sequence, [1, 2, unchecked((byte)sequence)], [9, unchecked((byte)declaration), 7]);

    public static IntentWrite Intent(string key, int sender = 1) =>
        new(key, IntentKind.Transfer, Taxpayer(sender), Taxpayer(2), Id(77), [5, 6]);

    public static ParkedEvent Parked(string home, string why = "") =>
        new(0, home, EventStream.Payments, [4, 2], why);

    public static DeadLetter Letter(string code) =>
        new(EventStream.Payments, Instant.From(DateTimeOffset.UnixEpoch), code, null, "detail", new byte[] { 1, 0 });

    /// <summary>A ledger's commit from one version to the next, with rows.</summary>
    public static CommitUnit Ledger(int taxpayer, long from, params LedgerRowWrite[] rows) => new()
    {
        Ledger = new LedgerWrite
        {
            Taxpayer = Taxpayer(taxpayer),
            ExpectedVersion = from,
            NewVersion = from + 1,
            Head = [unchecked((byte)taxpayer), unchecked((byte)(from + 1))],
            Rows = rows,
        },
    };
}
