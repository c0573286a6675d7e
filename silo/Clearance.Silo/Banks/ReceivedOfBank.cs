using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>Gathers what was received of a bank, from ledger to ledger, out of what is durable.</summary>
/// <remarks>
/// Kept is what was debited within the window and what the file names; the rest is looked at and passed over, so that no index is needed,
/// and no ledger has to come into memory. It takes as long as there are ledgers and payments of the bank, and holds up nobody.
/// </remarks>
internal sealed class ReceivedOfBank(IClearanceStore store, ILedgerScan scan, BankCode bank)
{
    private const int LedgersPerPage = 200;
    private const int KeysPerPage = 500;
    private const int KeptMax = 2 * BankFile.RowsMax;

    private readonly List<ReceivedPayment> kept = [];

    /// <summary>Every payment of the window, and every one a file names.</summary>
    public async Task<IReadOnlyList<ReceivedPayment>> Payments(BankDay day, HashSet<string> named, CancellationToken cancel)
    {
        TaxpayerId? last = null;
        do
        {
            last = await scan.VisitRows(LedgerRowKind.Payment, $"{bank}:", last, LedgersPerPage, Keep, cancel);
        }
        while (last is not null);
        return kept;

        void Keep(TaxpayerId taxpayer, LedgerRow row)
        {
            var payment = LedgerCodec.DecodePayment(row.Body);

            // Rows that came by transfer were confirmed to the ledger they came from, which has them too.
            var isOurs = payment.Confirmed ? day.Contains(payment.DebitedAt) || named.Contains(payment.Id)
                : payment.Cancelled && named.Contains(payment.Id);
            if (isOurs)
            {
                kept.Add(kept.Count < KeptMax ? new ReceivedPayment(taxpayer, payment) : throw TooMany());
            }
        }
    }

    /// <summary>The offices of declarations, where they are registered.</summary>
    public async Task<IReadOnlyDictionary<DeclarationKey, OfficeCode>> Offices(
        IEnumerable<PaymentRow> rows, CancellationToken cancel)
    {
        var keys = new SortedSet<DeclarationKey>(rows.Select(static row => row.Declaration).OfType<DeclarationKey>());
        var offices = new SortedDictionary<DeclarationKey, OfficeCode>();
        foreach (var page in keys.Chunk(KeysPerPage))
        {
            var identities = await store.LoadIdentities(page, cancel);
            foreach (var owned in identities.OfType<IdentityRecord>().Where(static it => it.Owner is not null).GroupBy(static it => it.Owner!.Value))
            {
                var wanted = owned.Select(static it => LedgerRowKeys.Declaration(it.Key)).ToList();
                foreach (var row in await store.LoadRows(owned.Key, wanted, cancel))
                {
                    var declaration = LedgerCodec.DecodeDeclaration(row.Body, owned.Key);
                    offices[declaration.Key] = declaration.Registration.Office;
                }
            }
        }

        return offices;
    }

    private static ProblemException TooMany() => new(new Problem(
        StatusCodes.Status413PayloadTooLarge, "TooManyPayments", $"Of this bank more than {KeptMax} payments belong to the day. Nothing was changed."));
}
