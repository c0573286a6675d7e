using System.Runtime.CompilerServices;
using Clearance.Domain;
using Clearance.Entities;
using Microsoft.Data.Sqlite;

namespace Clearance.Storage;

/// <summary>The journal of a data folder. Pages are read one by one, so that no snapshot keeps the engine's log from being emptied.</summary>
internal sealed class SqliteJournalSource : JournalSource
{
    private const int PageSize = 500;

    private readonly SqliteSession _session;
    private readonly SqliteStatement _rows;
    private readonly SqliteStatement _last;
    private readonly SqliteStatement _has;
    private readonly SqliteStatement _declarations;
    private readonly SqliteStatement _identities;
    private readonly SqliteStatement _secret;

    private SqliteJournalSource(SqliteSession session, string place)
    {
        _session = session;
        Place = place;
        _rows = session.Prepare(
            """
            SELECT position, declaration, sequence, hash, body FROM journal
            WHERE position > ?1 AND position <= ?2 ORDER BY position LIMIT ?3
            """);
        _last = session.Prepare("SELECT max(position) FROM journal");
        _has = session.Prepare("SELECT 1 FROM journal_index WHERE declaration = ?1 AND sequence = ?2");
        _declarations = session.Prepare(
            $"""
            SELECT taxpayer, part, key, body FROM ledger
            WHERE (taxpayer, part, kind, key) > (?1, ?2, {(int)LedgerRowKind.Declaration}, ?3)
                AND part IN ({LedgerPart.Resident}, {LedgerPart.Settled}) AND kind = {(int)LedgerRowKind.Declaration}
            ORDER BY taxpayer, part, kind, key LIMIT ?4
            """);
        _identities = session.Prepare("SELECT declaration, body FROM identity WHERE declaration > ?1 ORDER BY declaration LIMIT ?2");
        _secret = session.Prepare("SELECT value FROM meta WHERE name = 'registry_secret'");
    }

    /// <inheritdoc/>
    public override string Place { get; }

    public static SqliteJournalSource Open(string directory)
    {
        SqliteSession? session = null;
        try
        {
            if (!File.Exists(Path.Combine(directory, SqliteSession.FileName)))
            {
                throw new StoreFormatException($"The folder '{directory}' holds no store: there is no '{SqliteSession.FileName}' in it.");
            }

            session = SqliteSession.OpenAuditor(directory);
            SqliteSchema.CheckReadable(session);
            return new SqliteJournalSource(session, $"data folder '{directory}'");
        }
        catch (SqliteException refused)
        {
            session?.Dispose();
            throw new StoreUnavailableException($"SQLite cannot open the store in '{directory}': {refused.Message}", refused);
        }
        catch
        {
            session?.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _session.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    internal override Task<string?> Name(CancellationToken cancel) => Run(
        () => _secret.ReadAll(static row => JournalName.Of(row.Bytes(0))) is [var name] ? name : null, cancel);

    /// <inheritdoc/>
    internal override async IAsyncEnumerable<StoredHead> Heads([EnumeratorCancellation] CancellationToken cancel)
    {
        var (taxpayer, part, key) = ("", 0L, "");
        for (var count = PageSize; count == PageSize;)
        {
            var page = await Run(
                () => _declarations.BindText(1, taxpayer).Bind(2, part).BindText(3, key).Bind(4, PageSize)
                    .ReadAll(static row => (Taxpayer: row.Text(0), Part: row.Long(1), Key: row.Text(2), Body: row.Bytes(3).ToArray())),
                cancel).ConfigureAwait(false);
            foreach (var row in page)
            {
                (taxpayer, part, key) = (row.Taxpayer, row.Part, row.Key);
                if (DeclarationKey.TryParse(row.Key, out var declaration) && TaxpayerId.TryParse(row.Taxpayer, out var owner))
                {
                    yield return HeadOf(declaration, row.Body, body => LedgerCodec.DecodeDeclaration(body, owner).Journal);
                }
            }

            count = page.Count;
        }

        for (var (count, after) = (PageSize, 0L); count == PageSize;)
        {
            var page = await Run(
                () => _identities.Bind(1, after).Bind(2, PageSize).ReadAll(static row => (Key: row.Long(0), Body: row.Bytes(1).ToArray())),
                cancel).ConfigureAwait(false);
            foreach (var row in page)
            {
                after = row.Key;
                if (DeclarationKey.TryFromValue(row.Key, out var declaration))
                {
                    yield return HeadOf(declaration, row.Body, static body => LedgerCodec.DecodeIdentity(body, null).Journal);
                }
            }

            count = page.Count;
        }
    }

    /// <inheritdoc/>
    internal override async Task<IReadOnlyList<LaneEnd>> Lanes(CancellationToken cancel) =>
        [new LaneEnd(0, await Run(() => _last.ReadAll(static row => row.LongOrNull(0))[0] ?? 0, cancel).ConfigureAwait(false), null)];

    /// <inheritdoc/>
    internal override Task<IReadOnlyList<JournalRow>> Read(int lane, long after, long through, int limit, CancellationToken cancel) => Run(
        () => (IReadOnlyList<JournalRow>)_rows.Bind(1, after).Bind(2, through).Bind(3, limit).ReadAll(static row => new JournalRow(
            0, row.Long(0), row.Long(1), row.Long(2), row.Bytes(3).ToArray(), row.Bytes(4).ToArray())),
        cancel);

    /// <inheritdoc/>
    /// <remarks>With one lane nobody asks.</remarks>
    internal override Task<bool> Has(long declaration, long sequence, CancellationToken cancel) =>
        Run(() => _has.Bind(1, declaration).Bind(2, sequence).ReadAll(static _ => true).Count > 0, cancel);

    /// <summary>On a thread that may wait for the disk.</summary>
    private static Task<T> Run<T>(Func<T> read, CancellationToken cancel) => Task.Run(
        () =>
        {
            try
            {
                return read();
            }
            catch (SqliteException damaged) when (damaged.SqliteErrorCode is SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB)
            {
                throw new InvalidDataException($"SQLite: {damaged.Message}", damaged);
            }
            catch (SqliteException failed)
            {
                throw new StoreUnavailableException($"SQLite: {failed.Message}", failed);
            }
        },
        cancel);
}
