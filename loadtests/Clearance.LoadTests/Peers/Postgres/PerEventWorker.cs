using Npgsql;

namespace Clearance.LoadTests.Peers;

/// <summary>
/// (a): a transaction for each event, in two round trips: what the event needs is locked and read, the event is decided here, and
/// what comes of it is written and committed.
/// </summary>
internal sealed class PerEventWorker(NpgsqlConnection connection) : IPeerWorker
{
    public async Task<IReadOnlyList<PeerStatus>> Apply(IReadOnlyList<PeerEvent> events)
    {
        var statuses = new PeerStatus[events.Count];
        for (var i = 0; i < events.Count; i++)
        {
            try
            {
                statuses[i] = await Apply(events[i]);
            }
            catch
            {
                await PeerSql.Abandon(connection);
                throw;
            }
        }

        return statuses;
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private async Task<PeerStatus> Apply(PeerEvent it)
    {
        var transaction = new PeerTransaction();
        if (!await Begin(it, transaction))
        {
            return await Known(it);
        }

        var status = transaction.Apply(it);
        await using var batch = new NpgsqlBatch(connection);
        Write(batch, transaction);
        batch.Add("COMMIT");
        await batch.ExecuteNonQueryAsync();
        return status;
    }

    /// <summary>Whether the id is new.</summary>
    private async Task<bool> Begin(PeerEvent it, PeerTransaction into)
    {
        var registers = it.Stream == PeerEvent.Declarations;
        await using var batch = new NpgsqlBatch(connection);
        batch.Add("BEGIN");
        batch.Add("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", it.Taxpayer);
        batch.Add("INSERT INTO peer.registry VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING true", it.Stream, it.Id, it.Content);
        batch.AddReads(registers ? [it.Declaration] : [], registers ? [it.Declaration] : it.Targets);
        await using var row = await batch.ExecuteReaderAsync();
        await row.NextResultAsync();
        var isNew = await row.ReadAsync();
        await row.NextResultAsync();
        await PeerSql.Read(row, into);
        return isNew;
    }

    private async Task<PeerStatus> Known(PeerEvent it)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.Add("SELECT content FROM peer.registry WHERE stream = $1 AND id = $2", it.Stream, it.Id);
        batch.Add("ROLLBACK");
        return it.Content.Equals(await batch.ExecuteScalarAsync()) ? PeerStatus.Duplicate : PeerStatus.Conflict;
    }

    private static void Write(NpgsqlBatch batch, PeerTransaction transaction)
    {
        foreach (var it in transaction.Changed.Values)
        {
            AddDeclaration(batch, it);
        }

        foreach (var it in transaction.Matched)
        {
            batch.Add("DELETE FROM peer.parked WHERE declaration = $1 AND taxpayer = $2", it.Key, it.Taxpayer);
        }

        AddStrayMoney(batch, transaction);
        foreach (var it in transaction.Payments)
        {
            batch.Add("INSERT INTO peer.payment VALUES ($1, $2, $3)", it.Taxpayer, it.Id, it.Rows);
        }

        foreach (var (taxpayer, amount) in transaction.Confirmed)
        {
            batch.Add(
                """
                INSERT INTO peer.taxpayer AS t VALUES ($1, 1, $2)
                ON CONFLICT (id) DO UPDATE SET version = t.version + 1, confirmed = t.confirmed + EXCLUDED.confirmed
                """,
                taxpayer, amount);
        }

        foreach (var it in transaction.Decisions)
        {
            batch.Add(
                "INSERT INTO peer.decision (declaration, version, cause, body) VALUES ($1, $2, $3, $4)",
                it.Declaration, it.Version, it.Cause, it.Body);
        }
    }

    private static void AddDeclaration(NpgsqlBatch batch, PeerDeclaration it)
    {
        if (it.Version == 1)
        {
            batch.Add(
                "INSERT INTO peer.declaration VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8)",
                it.Key, it.Taxpayer, it.Codes, it.Blocking, it.Amounts, it.Paid, it.Surplus, it.Misdirected);
        }
        else
        {
            batch.Add(
                "UPDATE peer.declaration SET version = $2, paid = $3, surplus = $4, misdirected = $5 WHERE key = $1",
                it.Key, it.Version, it.Paid, it.Surplus, it.Misdirected);
        }
    }

    private static void AddStrayMoney(NpgsqlBatch batch, PeerTransaction transaction)
    {
        foreach (var it in transaction.NewlyParked)
        {
            batch.Add("INSERT INTO peer.parked VALUES ($1, $2, $3, $4, $5)", it.Declaration, it.Taxpayer, it.Payment, it.Code, it.Amount);
        }

        foreach (var it in transaction.Suspense)
        {
            batch.Add("INSERT INTO peer.suspense VALUES ($1, $2, $3, $4)", it.Taxpayer, it.Payment, it.Code, it.Amount);
        }
    }
}
