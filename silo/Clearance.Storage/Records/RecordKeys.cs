using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Storage;

/// <summary>What records are called.</summary>
/// <remarks>
/// Every key begins with a letter that is no hexadecimal digit and holds no plus sign: Orleans' relational storage takes a key that
/// looks like a number, up to a plus sign, for that number, and would keep two such keys in one row.
/// </remarks>
internal static class RecordKeys
{
    /// <summary>The home of units that write no ledger.</summary>
    public const string Units = "u:units";

    /// <summary>How far inputs are read and outputs are published.</summary>
    public const string Positions = "p:positions";

    /// <summary>The taxpayers that may have moves approved and not finished.</summary>
    public const string OpenMoves = "m:open";

    /// <summary>A taxpayer's proposed moves.</summary>
    public static string MovesOf(TaxpayerId taxpayer) => $"m:{taxpayer.Value}";

    public static string Of(TaxpayerId taxpayer) => $"t:{taxpayer.Value}";

    public static string Of(DeclarationKey declaration) => $"n:{declaration.Value:D11}";

    public static string Of(Hash128 id) => $"r:{id.High:x16}{id.Low:x16}";

    /// <summary>Where a declaration's journal entries are.</summary>
    public static string ChainOf(DeclarationKey declaration) => $"j:{declaration.Value:D11}";

    /// <summary>A row that has left its ledger's record.</summary>
    public static string Of(TaxpayerId taxpayer, LedgerRowKey row) =>
        $"s:{taxpayer.Value}:{(byte)row.Kind}:{Uri.EscapeDataString(row.Key)}";

    public static string PageOf(string log, long page) => $"l:{log}:{page}";

    public static string OpenShard(int shard) => $"o:{shard}";

    public static string DirectoryShard(int shard) => $"x:{shard}";
}
