using Clearance.Entities;
using Npgsql;
using NpgsqlTypes;

namespace Clearance.Storage;

/// <summary>Keeps the queue of a parked key in order when its key moves to another lane, whose numbers may be behind.</summary>
/// <remarks>
/// Read in the transaction that adds to the queues, which states the version of their keys: whoever adds to one meanwhile makes it conflict.
/// A group that parks nothing asks nothing.
/// </remarks>
internal static class ParkedEnds
{
    /// <summary>Numbers from here on are above those in the queues that the units add to.</summary>
    public static async Task Pass(NpgsqlConnection connection, IReadOnlyList<CommitUnit> units, LaneNumbers numbers)
    {
        if (!units.Any(static unit => unit.Parked.Count > 0))
        {
            return;
        }

        var ends = await Read(connection, units).ConfigureAwait(false);
        foreach (var unit in units)
        {
            foreach (var parked in unit.Parked)
            {
                if (ends.TryGetValue(parked.Home, out var last))
                {
                    numbers.Of(unit).ParkAfter(last);
                }
            }
        }
    }

    private static async Task<Dictionary<string, long>> Read(NpgsqlConnection connection, IReadOnlyList<CommitUnit> units)
    {
        await using var query = new NpgsqlCommand("SELECT home, max(sequence) FROM parked WHERE home = ANY($1) GROUP BY home", connection);
        query.Parameters.Add(new NpgsqlParameter<string[]>
        {
            TypedValue = [.. units.SelectMany(static unit => unit.Parked).Select(static parked => parked.Home).Distinct()],
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
        });
        var ends = new Dictionary<string, long>(StringComparer.Ordinal);
        await using var rows = await query.ExecuteReaderAsync().ConfigureAwait(false);
        while (await rows.ReadAsync().ConfigureAwait(false))
        {
            ends.Add(rows.GetString(0), rows.GetInt64(1));
        }

        return ends;
    }
}
