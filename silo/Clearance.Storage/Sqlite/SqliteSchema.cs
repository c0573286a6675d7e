using System.Globalization;
using System.Security.Cryptography;

namespace Clearance.Storage;

/// <summary>The tables, and how a database of an earlier version becomes one of this.</summary>
/// <remarks>
/// Each migration runs in one transaction with the version it reaches, so a crash leaves the old schema or the new one.
/// A database of a newer version is refused before anything is written: an older engine would not keep what it does not
/// know.
/// </remarks>
internal static class SqliteSchema
{
    /// <summary>The version this engine writes.</summary>
    public const int Version = 4;

    /// <summary>"CLR1": tells a data file of ours from any other SQLite file.</summary>
    private const int ApplicationId = 0x434C5231;

    /// <summary>The migrations: the one at index <c>n</c> leads from version <c>n</c> to <c>n + 1</c>.</summary>
    private static readonly string[] Migrations =
    [
        """
        CREATE TABLE meta (
            name TEXT PRIMARY KEY NOT NULL,
            value BLOB NOT NULL
        ) WITHOUT ROWID, STRICT;

        -- Who may write. A commit names its epoch here and leaves its own number, by which it is recognised afterwards.
        CREATE TABLE lease (
            shard INTEGER PRIMARY KEY NOT NULL,
            epoch INTEGER NOT NULL,
            holder TEXT NOT NULL,
            expires INTEGER,
            last_write INTEGER NOT NULL
        ) STRICT;

        -- A ledger's head (part 0), its resident rows (part 1) and its settled ones (part 2), side by side: a commit to a
        -- small ledger touches one page, and a load is one range.
        CREATE TABLE ledger (
            taxpayer TEXT NOT NULL,
            part INTEGER NOT NULL CHECK (part BETWEEN 0 AND 2),
            kind INTEGER NOT NULL,
            key TEXT NOT NULL,
            version INTEGER NOT NULL CHECK (version > 0),
            body BLOB NOT NULL,
            claim INTEGER CHECK ((claim IS NULL) = (part > 0)),
            next_change INTEGER,
            pass_open INTEGER CHECK ((pass_open IS NULL) = (part > 0)),
            resident_rows INTEGER CHECK ((resident_rows IS NULL) = (part > 0) AND resident_rows >= 0),
            PRIMARY KEY (taxpayer, part, kind, key)
        ) WITHOUT ROWID, STRICT;

        CREATE TABLE identity (
            declaration INTEGER PRIMARY KEY NOT NULL,
            version INTEGER NOT NULL CHECK (version > 0),
            owner TEXT,
            body BLOB NOT NULL
        ) STRICT;

        -- Events in order of arrival, until they are sorted into the registry; "progress" says how far that is done.
        CREATE TABLE registry_log (
            sequence INTEGER PRIMARY KEY NOT NULL CHECK (sequence > 0),
            id BLOB NOT NULL CHECK (length(id) = 16),
            content BLOB NOT NULL CHECK (length(content) = 16),
            home TEXT NOT NULL,
            outcome INTEGER NOT NULL,
            rejection BLOB
        ) STRICT;

        CREATE TABLE registry (
            id BLOB PRIMARY KEY NOT NULL,
            content BLOB NOT NULL,
            home TEXT NOT NULL,
            outcome INTEGER NOT NULL,
            rejection BLOB
        ) WITHOUT ROWID, STRICT;

        CREATE TABLE intent (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            key TEXT NOT NULL UNIQUE,
            kind INTEGER NOT NULL,
            sender TEXT NOT NULL,
            receiver TEXT NOT NULL,
            cause BLOB NOT NULL CHECK (length(cause) = 16),
            body BLOB NOT NULL
        ) STRICT;

        CREATE TABLE journal (
            position INTEGER PRIMARY KEY NOT NULL CHECK (position > 0),
            declaration INTEGER NOT NULL,
            sequence INTEGER NOT NULL CHECK (sequence > 0),
            hash BLOB NOT NULL,
            body BLOB NOT NULL
        ) STRICT;

        -- The journal by declaration, except for its latest entries; "progress" says up to which position.
        CREATE TABLE journal_index (
            declaration INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            position INTEGER NOT NULL,
            PRIMARY KEY (declaration, sequence)
        ) WITHOUT ROWID, STRICT;

        CREATE TABLE progress (
            name TEXT PRIMARY KEY NOT NULL,
            sorted_through INTEGER NOT NULL
        ) WITHOUT ROWID, STRICT;

        CREATE TABLE parked (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            home TEXT NOT NULL,
            stream INTEGER NOT NULL,
            body BLOB NOT NULL,
            why TEXT NOT NULL
        ) STRICT;

        CREATE INDEX parked_by_home ON parked (home, sequence);

        CREATE TABLE dead_letter (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            stream INTEGER NOT NULL,
            received_at INTEGER NOT NULL,
            code TEXT NOT NULL,
            field TEXT,
            detail TEXT NOT NULL,
            raw BLOB NOT NULL
        ) STRICT;
        """,
        """
        -- How far each partition of the topics is finished, and the hash of its last finished message.
        CREATE TABLE input_position (
            stream INTEGER NOT NULL,
            partition INTEGER NOT NULL,
            next INTEGER NOT NULL CHECK (next > 0),
            last_hash BLOB NOT NULL CHECK (length(last_hash) = 16),
            PRIMARY KEY (stream, partition)
        ) WITHOUT ROWID, STRICT;
        """,
        """
        -- How far the journal (0) and the dead letters (1) are published; here each has one lane.
        CREATE TABLE published (
            source INTEGER NOT NULL,
            lane INTEGER NOT NULL,
            through INTEGER NOT NULL CHECK (through > 0),
            PRIMARY KEY (source, lane)
        ) WITHOUT ROWID, STRICT;
        """,
        """
        -- Moves of money that officers proposed, in the order they did.
        CREATE TABLE officer_move (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            taxpayer TEXT NOT NULL,
            id TEXT NOT NULL,
            version INTEGER NOT NULL CHECK (version > 0),
            unfinished INTEGER NOT NULL,
            body BLOB NOT NULL,
            UNIQUE (taxpayer, id)
        ) STRICT;

        CREATE INDEX officer_move_in_order ON officer_move (taxpayer, sequence);
        CREATE INDEX officer_move_unfinished ON officer_move (sequence) WHERE unfinished = 1;
        """,
    ];

    /// <summary>Brings the database to this version and takes its lease.</summary>
    /// <returns>The registry's secret and the lease's epoch.</returns>
    /// <exception cref="StoreFormatException">It is newer than this engine, or not one of ours.</exception>
    public static (byte[] Secret, long Epoch) Prepare(SqliteSession session, string holder)
    {
        var version = session.Scalar("PRAGMA user_version") ?? 0;
        RefuseForeign(session, version);
        for (; version < Version; version++)
        {
            Migrate(session, version);
        }

        session.Execute("BEGIN IMMEDIATE");
        using (var lease = new SqliteStatement(
            session.Connection,
            """
            INSERT INTO lease (shard, epoch, holder, last_write) VALUES (0, 1, ?1, 0)
            ON CONFLICT DO UPDATE SET epoch = epoch + 1, holder = excluded.holder, last_write = 0
            """))
        {
            lease.BindText(1, holder).Run();
        }

        session.Execute("COMMIT");
        return (ReadSecret(session), session.Scalar("SELECT epoch FROM lease WHERE shard = 0")!.Value);
    }

    /// <summary>Refuses a database that this engine cannot read; one of an earlier version it can.</summary>
    /// <exception cref="StoreFormatException">It is newer than this engine, not one of ours, or empty.</exception>
    public static void CheckReadable(SqliteSession session)
    {
        var version = session.Scalar("PRAGMA user_version") ?? 0;
        RefuseForeign(session, version);
        if (version == 0)
        {
            throw new StoreFormatException($"'{session.Connection.DataSource}' is empty.");
        }
    }

    /// <summary>Refuses a database that has other tables than those of this engine: who reads all of them needs them as they are now.</summary>
    /// <exception cref="StoreFormatException">It is newer or older than this engine, not one of ours, or empty.</exception>
    public static void CheckCurrent(SqliteSession session, string folder)
    {
        CheckReadable(session);
        if (session.Scalar("PRAGMA user_version") is { } version && version < Version)
        {
            throw new StoreFormatException(
                $"The store in '{folder}' has schema version {version}; this program backs up, digests and compares version {Version}. "
                + "Do it with the program that came with the store's engine; or start this version's engine once, which brings the store up to date.");
        }
    }

    private static void RefuseForeign(SqliteSession session, long version)
    {
        var file = session.Connection.DataSource;
        if (version > Version)
        {
            throw new StoreFormatException(
                $"'{file}' has schema version {version}; this engine knows versions up to {Version}. Use a newer engine.");
        }

        var empty = session.Scalar("SELECT COUNT(*) FROM sqlite_schema") == 0;
        if (!(version == 0 && empty) && session.Scalar("PRAGMA application_id") != ApplicationId)
        {
            throw new StoreFormatException($"'{file}' is a SQLite database, but not one of this engine.");
        }
    }

    private static void Migrate(SqliteSession session, long from)
    {
        session.Execute("BEGIN IMMEDIATE");
        session.Execute(Migrations[from]);
        if (from == 0)
        {
            using var meta = new SqliteStatement(session.Connection, "INSERT INTO meta (name, value) VALUES (?1, ?2)");
            meta.BindText(1, "registry_secret").Bind(2, RandomNumberGenerator.GetBytes(32)).Run();
        }

        session.Execute(string.Create(
            CultureInfo.InvariantCulture,
            $"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {from + 1}; COMMIT"));
    }

    private static byte[] ReadSecret(SqliteSession session)
    {
        using var query = new SqliteStatement(
            session.Connection, "SELECT value FROM meta WHERE name = 'registry_secret'");
        var secret = query.Step() ? query.Bytes(0).ToArray() : [];
        query.Reset();
        return secret.Length == 32
            ? secret
            : throw new StoreFormatException(
                $"'{session.Connection.DataSource}' has no registry secret of 32 bytes: without it no known id is recognised.");
    }
}
