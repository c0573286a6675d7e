using System.Globalization;
using Clearance.Domain;
using Clearance.Entities;
using Clearance.Workload;

namespace Clearance.LoadTests;

/// <summary>
/// Commits of the common events as the entities make them, one event to a unit: a registration, then the payment of all of it. The
/// bodies are random bytes of the mean sizes that a real engine wrote.
/// </summary>
internal sealed class CommonUnits(IReadOnlyList<string> taxpayers, StoreShape shape)
{
    private const int Bodies = 1_024;

    private readonly long[] _versions = new long[taxpayers.Count];
    private readonly Random _random = new();
    private readonly Dictionary<int, byte[][]> _bodies = [];

    /// <summary>The taxpayers' ids.</summary>
    public TaxpayerId[] Ids { get; } = [.. taxpayers.Select(static text => Taxpayer(text))];

    /// <summary>The units of a batch whose rows name each taxpayer once.</summary>
    public CommitUnit[] Of(CommonBatch batch) =>
        [.. batch.Rows.Select(row => batch.Stream == StreamNames.Declarations ? Registration(row) : Payment(row))];

    private CommitUnit Registration(CommonRow row) => Unit(
        row,
        1,
        [new LedgerRowWrite(new LedgerRowKey(LedgerRowKind.Declaration, row.Declaration), true, Body(shape.DeclarationBytes), RowOrigin.None)],
        [new IdentityWrite(Key(row), 0, Ids[row.Taxpayer], Body(shape.IdentityBytes))]);

    private CommitUnit Payment(CommonRow row) => Unit(
        row,
        2,
        [
            new LedgerRowWrite(
                new LedgerRowKey(LedgerRowKind.Declaration, row.Declaration), true, Body(shape.DeclarationBytes), RowOrigin.Resident),
            new LedgerRowWrite(
                new LedgerRowKey(LedgerRowKind.Payment, $"BIDV:FT{row.Declaration}"), false, Body(shape.PaymentBytes), RowOrigin.None),
        ],
        []);

    private CommitUnit Unit(CommonRow row, int sequence, LedgerRowWrite[] rows, IdentityWrite[] identities)
    {
        // Ids are hashes: nothing about their order is known.
        var id = new Hash128(unchecked((ulong)_random.NextInt64()), (ulong)_random.NextInt64());
        return new CommitUnit
        {
            Ledger = new LedgerWrite
            {
                Taxpayer = Ids[row.Taxpayer],
                ExpectedVersion = _versions[row.Taxpayer],
                NewVersion = ++_versions[row.Taxpayer],
                Head = Body(shape.HeadBytes),
                Rows = rows,
            },
            Identities = identities,
            Events = [new RegistryRecord(id, id, taxpayers[row.Taxpayer], EventOutcome.Accepted, null)],
            Journal = [new JournalWrite(Key(row), sequence, Body(32), Body(shape.JournalBytes))],
        };
    }

    private byte[] Body(int bytes)
    {
        if (!_bodies.TryGetValue(bytes, out var some))
        {
            some = new byte[Bodies][];
            for (var i = 0; i < Bodies; i++)
            {
                _random.NextBytes(some[i] = new byte[bytes]);
            }

            _bodies.Add(bytes, some);
        }

        return some[_random.Next(Bodies)];
    }

    private static DeclarationKey Key(CommonRow row) =>
        DeclarationKey.TryFromValue(long.Parse(row.Declaration, CultureInfo.InvariantCulture), out var key)
            ? key
            : throw new InvalidOperationException($"{row.Declaration} is no declaration key.");

    private static TaxpayerId Taxpayer(string text) =>
        TaxpayerId.TryParse(text, out var id) ? id : throw new InvalidOperationException($"{text} is no taxpayer id.");
}
