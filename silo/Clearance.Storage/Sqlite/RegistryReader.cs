using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Storage;

/// <summary>Looks events up in the registry.</summary>
/// <remarks>
/// The tail first, then a snapshot: see <see cref="RegistryTail"/>. An event the tail knew may have been sorted in and
/// deleted from the log between the two; it is then in the sorted table.
/// </remarks>
internal sealed class RegistryReader(SqliteSession session, RegistryTail tail)
{
    private readonly SqliteStatement _logged = session.Prepare(
        "SELECT content, home, outcome, rejection FROM registry_log WHERE sequence = ?1");

    private readonly SqliteStatement _sorted = session.Prepare(
        "SELECT content, home, outcome, rejection FROM registry WHERE id = ?1");

    public IReadOnlyList<RegistryRecord?> FindEvents(IReadOnlyList<Hash128> ids)
    {
        var sequences = new long[ids.Count];
        tail.Find(ids, sequences);
        return session.InSnapshot(() =>
        {
            var records = new RegistryRecord?[ids.Count];
            for (var i = 0; i < records.Length; i++)
            {
                records[i] = sequences[i] > 0 ? Read(_logged.Bind(1, sequences[i]), ids[i]) : null;
                records[i] ??= Read(_sorted.BindHash(1, ids[i]), ids[i]);
            }

            return records;
        });
    }

    private static RegistryRecord? Read(SqliteStatement query, Hash128 id)
    {
        if (!query.Step())
        {
            return null;
        }

        var record = new RegistryRecord(
            id, query.Hash(0), query.Text(1), (EventOutcome)query.Long(2), query.BytesOrNull(3));
        query.Reset();
        return record;
    }
}
