using Clearance.Entities;

namespace Clearance.Storage;

/// <summary>A table's rows as one hash.</summary>
/// <param name="Table">Which table.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="Hash">Of every value of every row, in hexadecimal digits.</param>
public sealed record TableDigest(string Table, long Rows, string Hash);

/// <summary>
/// Everything a store holds, bytes and all: journal, registry, positions, dead letters, messages under way, moves and who held the
/// lease. A store and what was restored from its backup have the same.
/// </summary>
public static class ContentDigest
{
    /// <summary>Reads every row of every table.</summary>
    /// <param name="source">Which store; it stays open.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="StoreUnavailableException">The store could not be read to the end, or a table may not be read.</exception>
    /// <exception cref="StoreFormatException">Its file is damaged.</exception>
    public static async Task<IReadOnlyList<TableDigest>> Of(StateSource source, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        var all = new List<TableDigest>();
        foreach (var table in await source.Tables(cancel).ConfigureAwait(false))
        {
            all.Add(await StateSource.Guard(() => Of(source, table, cancel)).ConfigureAwait(false));
        }

        return all;
    }

    /// <summary>The first table that is not the same, in words; null: all are.</summary>
    /// <param name="expected">As they should be.</param>
    /// <param name="found">As they are.</param>
    public static string? FirstDifference(IReadOnlyList<TableDigest> expected, IReadOnlyList<TableDigest> found)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(found);
        foreach (var table in expected)
        {
            var same = found.FirstOrDefault(it => it.Table == table.Table);
            if (same != table)
            {
                return $"table {table.Table} had {table.Rows} rows of hash {table.Hash[..12]} and has "
                    + (same is null ? "none" : $"{same.Rows} of hash {same.Hash[..12]}");
            }
        }

        return found.Count == expected.Count ? null : "there are more tables than there were";
    }

    private static async Task<TableDigest> Of(StateSource source, string table, CancellationToken cancel)
    {
        var (rows, hash) = (0L, default(SetHash));
        await foreach (var row in source.Rows($"SELECT * FROM \"{table}\"", cancel).ConfigureAwait(false))
        {
            var leaf = new LeafWriter();
            for (var column = 0; column < row.FieldCount; column++)
            {
                leaf.Column(row.GetValue(column));
            }

            hash.Add(leaf.Written);
            rows++;
        }

        return new TableDigest(table, rows, hash.ToString());
    }
}
