using System.Data.Common;
using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Storage;

/// <summary>What everything in a store means, as one hash, with what it is made of.</summary>
/// <remarks>
/// <para>
/// Two engines that took the same events have the same digest, in whatever order and batches these came, but for what the contract (Order)
/// says is judged when it arrives: then <see cref="StateComparison"/> says what differs and whether order may decide it. Not in it: versions,
/// history, <c>decidedAt</c>, dead letters, and whatever only says how far something is.
/// </para>
/// <para>Memory: some 250 bytes for each taxpayer.</para>
/// </remarks>
public sealed class StateDigest
{
    private readonly Dictionary<string, LedgerDigest> _ledgers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<(string Taxpayer, byte[] Body)>> _waiting = new(StringComparer.Ordinal);
    private SetHash _all;
    private SetHash _identities;

    private StateDigest()
    {
    }

    /// <summary>The digest, in hexadecimal digits.</summary>
    public string Value => _all.ToString();

    /// <summary>Taxpayers of whom something is known.</summary>
    public long Taxpayers => _ledgers.Count;

    /// <summary>Registered declarations.</summary>
    public long Declarations { get; private set; }

    /// <summary>Payments, with those a cancellation came before, and those of which rows were taken over.</summary>
    public long Payments { get; private set; }

    /// <summary>Letters of guarantee, with those only named so far.</summary>
    public long Letters { get; private set; }

    /// <summary>Records that nobody can read, or that an event stopped; they are in the digest with their bytes as they are.</summary>
    public long Unread { get; private set; }

    /// <summary>Per taxpayer.</summary>
    internal IReadOnlyDictionary<string, LedgerDigest> Ledgers => _ledgers;

    /// <summary>Owners, and facts of declarations that nobody has registered.</summary>
    internal SetHash Identities => _identities;

    /// <summary>Reads a store.</summary>
    /// <param name="source">Which; it stays open.</param>
    /// <param name="progress">Hears how many rows were read, now and then; null: nobody does.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="StoreUnavailableException">The store could not be read to the end: nothing is known.</exception>
    /// <exception cref="StoreFormatException">Its file is damaged.</exception>
    public static Task<StateDigest> Of(StateSource source, IProgress<long>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        return StateSource.Guard(async () =>
        {
            var digest = new StateDigest();
            await digest.ReadLedgers(source, progress, cancel).ConfigureAwait(false);
            await digest.ReadWaiting(source, cancel).ConfigureAwait(false);
            await digest.ReadIdentities(source, cancel).ConfigureAwait(false);
            digest.Sum();
            return digest;
        });
    }

    private void Sum()
    {
        foreach (var (taxpayer, ledger) in _ledgers)
        {
            _all.AddSet(taxpayer, ledger.Whole);
        }

        _all.AddSet("identities", _identities);
    }

    private async Task ReadLedgers(StateSource source, IProgress<long>? progress, CancellationToken cancel)
    {
        const int Now = 10_000;
        var (taxpayer, ledger, rows) = ("", default(LedgerDigest), 0L);
        await foreach (var row in source.Ledgers(cancel).ConfigureAwait(false))
        {
            if (row.GetString(0) is var next && next != taxpayer)
            {
                Add(taxpayer, ledger);
                (taxpayer, ledger) = (next, default);
            }

            Add(ref ledger, taxpayer, (int)StateSource.Long(row, 1), row.GetString(2), row.GetFieldValue<byte[]>(3));
            if (++rows % Now == 0)
            {
                progress?.Report(rows);
            }
        }

        Add(taxpayer, ledger);
        progress?.Report(rows);
    }

    private void Add(ref LedgerDigest ledger, string taxpayer, int kind, string key, byte[] body)
    {
        Count(kind);
        try
        {
            if (body is not [LedgerCodec.StoppedVersion, ..] && TaxpayerId.TryParse(taxpayer, out var owner))
            {
                if (kind < 0)
                {
                    ledger.AddHead(body);
                }
                else if (!ledger.AddRow(owner, (LedgerRowKind)kind, key, body))
                {
                    Wait(taxpayer, key, body);
                }

                return;
            }
        }
        catch (CorruptRecordException)
        {
            // Counted below; what it means nobody knows.
        }

        Unread++;
        ledger.AddUnread(kind + 1, key, body);
    }

    private void Wait(string taxpayer, string payment, byte[] body)
    {
        if (!_waiting.TryGetValue(payment, out var cancellations))
        {
            _waiting.Add(payment, cancellations = []);
        }

        cancellations.Add((taxpayer, body));
    }

    private void Count(int kind)
    {
        Declarations += kind == (int)LedgerRowKind.Declaration ? 1 : 0;
        Payments += kind == (int)LedgerRowKind.Payment ? 1 : 0;
        Letters += kind == (int)LedgerRowKind.Guarantee ? 1 : 0;
    }

    private void Add(string taxpayer, in LedgerDigest ledger)
    {
        if (ledger.IsEmpty)
        {
            return;
        }

        // A key that comes twice would mean that rows do not stand together, and is refused.
        _ledgers.Add(taxpayer, ledger);
    }

    /// <summary>
    /// Cancellations that came before their payments. One whose payment was confirmed to another taxpayer is void, and had it come after it,
    /// it would have been rejected and have left nothing: it is left out.
    /// </summary>
    private async Task ReadWaiting(StateSource source, CancellationToken cancel)
    {
        if (_waiting.Count == 0)
        {
            return;
        }

        await foreach (var row in source.Ledgers(cancel).ConfigureAwait(false))
        {
            if (StateSource.Long(row, 1) == (int)LedgerRowKind.Payment && _waiting.ContainsKey(row.GetString(2)) && IsConfirmed(row))
            {
                _waiting.Remove(row.GetString(2));
            }
        }

        foreach (var (payment, cancellations) in _waiting)
        {
            foreach (var (taxpayer, body) in cancellations)
            {
                var ledger = _ledgers.GetValueOrDefault(taxpayer);
                ledger.AddWaiting(payment, body);
                _ledgers[taxpayer] = ledger;
            }
        }
    }

    private static bool IsConfirmed(DbDataReader row)
    {
        try
        {
            return LedgerCodec.DecodePayment(row.GetFieldValue<byte[]>(3)).Confirmed;
        }
        catch (CorruptRecordException)
        {
            return false; // It was counted when it was met first.
        }
    }

    private async Task ReadIdentities(StateSource source, CancellationToken cancel)
    {
        await foreach (var row in source.Identities(cancel).ConfigureAwait(false))
        {
            var leaf = new LeafWriter();
            leaf.Number(StateSource.Long(row, 0));
            if (!row.IsDBNull(1))
            {
                leaf.Text(row.GetString(1));
            }
            else if (Facts(row) is { } facts)
            {
                leaf.Bytes(facts);
            }
            else
            {
                continue;
            }

            _identities.Add(leaf.Written);
        }
    }

    /// <summary>Facts of a declaration nobody registered; whose money is parked for it is in the ledgers.</summary>
    private byte[]? Facts(DbDataReader row)
    {
        var body = row.GetFieldValue<byte[]>(2);
        try
        {
            if (body is not [LedgerCodec.StoppedVersion, ..])
            {
                var facts = LedgerDigest.Meant(LedgerCodec.DecodeIdentity(body, null).Facts);
                return facts == DeclarationFacts.None ? null : LedgerCodec.Encode(DeclarationIdentity.Nobody with { Facts = facts });
            }
        }
        catch (CorruptRecordException)
        {
            // Counted below.
        }

        Unread++;
        return body;
    }
}
