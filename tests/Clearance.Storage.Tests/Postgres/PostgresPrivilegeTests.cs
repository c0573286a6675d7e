using Npgsql;

namespace Clearance.Storage.Tests;

/// <summary>Every role, every table, every verb: what is not written here is not allowed.</summary>
[Collection(SharedPostgres.Name)]
public sealed class PostgresPrivilegeTests(PostgresDatabases databases)
{
    private static readonly string[] Verbs = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"];

    /// <summary>What the engine may do beside reading, by table: S = select, I = insert, U = update, D = delete.</summary>
    private static readonly Dictionary<string, string> Engine = new()
    {
        ["dead_letter"] = "SI",
        ["identity"] = "SIU",
        ["input_position"] = "SIU",
        ["intent"] = "SID",
        ["journal"] = "SI",
        ["lane"] = "SU",
        ["ledger"] = "SIUD",
        ["ledger_resident"] = "SIUD",
        ["ledger_settled"] = "SIUD",
        ["meta"] = "S",
        ["officer_move"] = "SIU",
        ["orleansquery"] = "S",
        ["orleansstorage"] = "SIU",
        ["parked"] = "SID",
        ["process"] = "SIUD",
        ["published"] = "SIU",
        ["registry"] = "SIU",
        ["schema_version"] = "S",
        ["silo"] = "SIUD",
        ["silo_table"] = "SIUD",
    };

    [Fact]
    public async Task The_engine_may_do_what_it_does_and_no_more_and_readers_read_all_but_the_secret()
    {
        var database = await databases.Make();
        var tables = await Tables(database);
        // A new table has its row above.
        tables.ShouldBe(Engine.Keys.Order(StringComparer.Ordinal));
        foreach (var table in tables)
        {
            (await Allowed(database, "clearance_engine", table)).ShouldBe(Engine[table], $"clearance_engine on {table}");
            (await Allowed(database, "clearance_read", table)).ShouldBe(table == "meta" ? "" : "S", $"clearance_read on {table}");
            (await Allowed(database, "public", table)).ShouldBe("", $"everybody on {table}");
        }
    }

    [Theory]
    [InlineData("clearance_engine", "UPDATE clearance.journal SET body = ''")]
    [InlineData("clearance_engine", "DELETE FROM clearance.journal")]
    [InlineData("clearance_engine", "TRUNCATE clearance.journal")]
    [InlineData("clearance_engine", "UPDATE clearance.dead_letter SET raw = ''")]
    [InlineData("clearance_engine", "DELETE FROM clearance.registry")]
    [InlineData("clearance_engine", "DELETE FROM clearance.registry_00")]
    [InlineData("clearance_engine", "UPDATE clearance.meta SET value = ''")]
    [InlineData("clearance_engine", "DROP TABLE clearance.journal")]
    [InlineData("clearance_engine", "ALTER TABLE clearance.journal DISABLE TRIGGER ALL")]
    [InlineData("clearance_engine", "CREATE TABLE clearance.another (id integer)")]
    [InlineData("clearance_read", "SELECT value FROM clearance.meta")]
    [InlineData("clearance_read", "INSERT INTO clearance.dead_letter VALUES (1, 1, 1, '', '', '', '')")]
    [InlineData("clearance_read", "UPDATE clearance.ledger SET body = ''")]
    [InlineData("clearance_read", "DELETE FROM clearance.registry")]
    [InlineData("clearance_read", "CREATE TABLE clearance.another (id integer)")]
    public async Task Trying_it_is_refused_by_the_server(string role, string statement)
    {
        var refusal = await Should.ThrowAsync<PostgresException>(
            PostgresDatabases.Execute($"{await databases.Make()};Options=-c role={role}", statement));
        refusal.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    private static async Task<IReadOnlyList<string>> Tables(string database) => [.. ((string)(await PostgresDatabases.Execute(
        database,
        """
        SELECT string_agg(c.relname, ' ' ORDER BY c.relname COLLATE "C") FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
        WHERE n.nspname = 'clearance' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        """))!).Split(' ')];

    private static async Task<string> Allowed(string database, string role, string table)
    {
        var allowed = "";
        foreach (var verb in Verbs)
        {
            if (await PostgresDatabases.Execute(database, $"SELECT has_table_privilege('{role}', 'clearance.{table}', '{verb}')") is true)
            {
                allowed += verb is "SELECT" or "INSERT" or "UPDATE" or "DELETE" ? verb[..1] : $" {verb}";
            }
        }

        return allowed;
    }
}
