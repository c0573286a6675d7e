using Npgsql;

namespace Clearance.LoadTests.Peers;

/// <summary>
/// (c): a transaction for many events, in two round trips, each a statement for a table with its rows as arrays. A taxpayer is always
/// the same lane's, so that the lane is all there is to lock.
/// </summary>
internal sealed class SetWorker(NpgsqlConnection connection, int lane) : IPeerWorker
{
    public async Task<IReadOnlyList<PeerStatus>> Apply(IReadOnlyList<PeerEvent> events)
    {
        try
        {
            return await ApplyAll(events);
        }
        catch
        {
            await PeerSql.Abandon(connection);
            throw;
        }
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private async Task<IReadOnlyList<PeerStatus>> ApplyAll(IReadOnlyList<PeerEvent> events)
    {
        var transaction = new PeerTransaction();
        var fresh = await Begin(events, transaction);
        var known = events.Any(it => !fresh.Contains((it.Stream, it.Id))) ? await Known(events) : [];
        var statuses = new PeerStatus[events.Count];
        for (var i = 0; i < events.Count; i++)
        {
            // Of two with one id in these events the first is the new one.
            var it = events[i];
            statuses[i] = fresh.Remove((it.Stream, it.Id)) ? Accept(it)
                : known.GetValueOrDefault((it.Stream, it.Id)) == it.Content ? PeerStatus.Duplicate
                : PeerStatus.Conflict;
        }

        await using var batch = new NpgsqlBatch(connection);
        Write(batch, transaction);
        batch.Add("COMMIT");
        await batch.ExecuteNonQueryAsync();
        return statuses;

        PeerStatus Accept(PeerEvent it)
        {
            known[(it.Stream, it.Id)] = it.Content;
            return transaction.Apply(it);
        }
    }

    /// <summary>The ids that are new.</summary>
    private async Task<HashSet<(short Stream, string Id)>> Begin(IReadOnlyList<PeerEvent> events, PeerTransaction into)
    {
        long[] registered = [.. events.Where(static it => it.Stream == PeerEvent.Declarations).Select(static it => it.Declaration)];
        await using var batch = new NpgsqlBatch(connection);
        batch.Add("BEGIN");
        batch.Add("SELECT pg_advisory_xact_lock($1)", (long)lane);
        batch.Add(
            """
            INSERT INTO peer.registry SELECT * FROM unnest($1, $2, $3) AS i (stream, id, content) ORDER BY stream, id
            ON CONFLICT DO NOTHING RETURNING stream, id
            """,
            Streams(events), Ids(events), events.Select(static it => it.Content).ToArray());
        batch.AddReads(registered, [.. registered, .. events.SelectMany(static it => it.Targets).Where(static it => it != 0).Distinct()]);
        await using var row = await batch.ExecuteReaderAsync();
        await row.NextResultAsync();
        var fresh = new HashSet<(short, string)>();
        while (await row.ReadAsync())
        {
            fresh.Add((row.GetInt16(0), row.GetString(1)));
        }

        await row.NextResultAsync();
        await PeerSql.Read(row, into);
        return fresh;
    }

    private async Task<Dictionary<(short, string), Guid>> Known(IReadOnlyList<PeerEvent> events)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(
            """
            SELECT r.stream, r.id, r.content FROM unnest($1, $2) AS i (stream, id)
            JOIN peer.registry AS r ON r.stream = i.stream AND r.id = i.id
            """,
            Streams(events), Ids(events));
        await using var row = await batch.ExecuteReaderAsync();
        var known = new Dictionary<(short, string), Guid>();
        while (await row.ReadAsync())
        {
            known[(row.GetInt16(0), row.GetString(1))] = row.GetGuid(2);
        }

        return known;
    }

    private static void Write(NpgsqlBatch batch, PeerTransaction transaction)
    {
        AddDeclarations(batch, [.. transaction.Changed.Values]);
        foreach (var it in transaction.Matched)
        {
            batch.Add("DELETE FROM peer.parked WHERE declaration = $1 AND taxpayer = $2", it.Key, it.Taxpayer);
        }

        AddStrayMoney(batch, [.. transaction.NewlyParked], transaction.Suspense);
        if (transaction.Payments is { Count: > 0 } payments)
        {
            batch.Add(
                "INSERT INTO peer.payment SELECT * FROM unnest($1, $2, $3)",
                Column(payments, static it => it.Taxpayer), Column(payments, static it => it.Id), Column(payments, static it => it.Rows));
        }

        batch.Add(
            """
            INSERT INTO peer.taxpayer AS t SELECT id, 1, confirmed FROM unnest($1, $2) AS i (id, confirmed)
            ON CONFLICT (id) DO UPDATE SET version = t.version + 1, confirmed = t.confirmed + EXCLUDED.confirmed
            """,
            transaction.Confirmed.Keys.ToArray(), transaction.Confirmed.Values.ToArray());
        var decisions = transaction.Decisions;
        batch.Add(
            "INSERT INTO peer.decision (declaration, version, cause, body) SELECT * FROM unnest($1, $2, $3, $4)",
            Column(decisions, static it => it.Declaration), Column(decisions, static it => it.Version),
            Column(decisions, static it => it.Cause), Column(decisions, static it => it.Body));
    }

    /// <summary>Arrays of arrays cannot be taken apart into arrays: the lines of each are a text, which becomes one again.</summary>
    private static void AddDeclarations(NpgsqlBatch batch, IReadOnlyList<PeerDeclaration> changed) => batch.Add(
        """
        INSERT INTO peer.declaration AS d
        SELECT key, taxpayer, version, codes::text[], blocking::boolean[], amounts::bigint[], paid::bigint[], surplus, misdirected
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9)
            AS i (key, taxpayer, version, codes, blocking, amounts, paid, surplus, misdirected)
        ON CONFLICT (key) DO UPDATE SET
            version = EXCLUDED.version, paid = EXCLUDED.paid, surplus = EXCLUDED.surplus, misdirected = EXCLUDED.misdirected
        """,
        Column(changed, static it => it.Key), Column(changed, static it => it.Taxpayer), Column(changed, static it => it.Version),
        Column(changed, static it => Text(it.Codes)), Column(changed, static it => Text(it.Blocking)),
        Column(changed, static it => Text(it.Amounts)), Column(changed, static it => Text(it.Paid)),
        Column(changed, static it => it.Surplus), Column(changed, static it => it.Misdirected));

    private static void AddStrayMoney(NpgsqlBatch batch, IReadOnlyList<ParkedRow> parked, List<SuspenseRow> suspense)
    {
        if (parked.Count > 0)
        {
            batch.Add(
                "INSERT INTO peer.parked SELECT * FROM unnest($1, $2, $3, $4, $5)",
                Column(parked, static it => it.Declaration), Column(parked, static it => it.Taxpayer),
                Column(parked, static it => it.Payment), Column(parked, static it => it.Code), Column(parked, static it => it.Amount));
        }

        if (suspense.Count > 0)
        {
            batch.Add(
                "INSERT INTO peer.suspense SELECT * FROM unnest($1, $2, $3, $4)",
                Column(suspense, static it => it.Taxpayer), Column(suspense, static it => it.Payment),
                Column(suspense, static it => it.Code), Column(suspense, static it => it.Amount));
        }
    }

    private static short[] Streams(IReadOnlyList<PeerEvent> events) => Column(events, static it => it.Stream);

    private static string[] Ids(IReadOnlyList<PeerEvent> events) => Column(events, static it => it.Id);

    private static T[] Column<TRow, T>(IReadOnlyList<TRow> rows, Func<TRow, T> value)
    {
        var column = new T[rows.Count];
        for (var i = 0; i < column.Length; i++)
        {
            column[i] = value(rows[i]);
        }

        return column;
    }

    private static string Text<T>(T[] values) => $"{{{string.Join(',', values)}}}";
}
