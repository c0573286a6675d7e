using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>Reads a whole ledger for papers: what is in memory, and the settled declarations that are not.</summary>
internal static class LedgerReading
{
    private const int AttemptsMax = 20;

    /// <summary>The store's reading over ledgers.</summary>
    /// <exception cref="ProblemException">This store has none.</exception>
    public static ILedgerScan Scan(Engine engine) => engine.Store as ILedgerScan ?? throw new ProblemException(new Problem(
        StatusCodes.Status501NotImplemented, "NotWithThisStore",
        $"The store {engine.StoreName} keeps single records and cannot list them; SQLite and PostgreSQL can."));

    /// <summary>A ledger and the recorded declarations of it, all of one moment.</summary>
    /// <exception cref="ProblemException">The ledger is stopped, or kept changing.</exception>
    public static async Task<(LedgerRoot Root, IReadOnlyList<Declaration> Recorded)> Recorded(
        Engine engine, TaxpayerId taxpayer, CancellationToken cancel)
    {
        var scan = Scan(engine);
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            var root = await engine.Entities.Taxpayer(taxpayer).Root();
            if (root.IsParked)
            {
                throw new ProblemException(Problem.Unavailable(
                    "LedgerStopped", "The taxpayer's ledger is stopped until somebody has looked at it; nobody can say what is owed."));
            }

            var rows = await scan.ReadRows(taxpayer, LedgerRowKind.Declaration, cancel);
            if (TryTake(root, rows, taxpayer) is { } recorded)
            {
                return (root, recorded);
            }
        }

        throw new ProblemException(Problem.Unavailable(
            "LedgerBusy", "The taxpayer's ledger changes faster than it can be read as a whole; try again."));
    }

    /// <summary>The recorded declarations of a root; null when one of them is newer in the store than in it.</summary>
    private static List<Declaration>? TryTake(LedgerRoot root, IReadOnlyList<LedgerRow> rows, TaxpayerId taxpayer)
    {
        var recorded = new List<Declaration>();
        foreach (var row in rows)
        {
            var isKnown = DeclarationKey.TryParse(row.Key.Key, out var key) & root.Ledger.Declarations.TryGetValue(key, out var declaration);
            declaration = isKnown && row.Version <= root.Version ? declaration! : LedgerCodec.DecodeDeclaration(row.Body, taxpayer);
            if (declaration.IsRecorded)
            {
                if (row.Version > root.Version)
                {
                    return null;
                }

                recorded.Add(declaration);
            }
        }

        return recorded;
    }
}
