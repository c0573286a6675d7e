using System.Data.Common;
using System.Globalization;
using System.Text;
using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo.Tests.Journal;

/// <summary>Somebody with every right to a store, who rewrites a decision as if it had always been so: entries, chain, and ledger.</summary>
/// <param name="database">The database.</param>
/// <param name="lane">What a row's lane is in its language.</param>
/// <param name="journal">The journal's table.</param>
/// <param name="ledgers">The tables of the ledgers' rows.</param>
internal sealed class Forger(DbConnection database, string lane, string journal, params string[] ledgers)
{
    /// <summary>Rewrites the first decision of a declaration that holds its goods into one that lets them go, and all that follows from it.</summary>
    /// <param name="which">Which of those declarations that have more than one, in the order of their first entries.</param>
    /// <returns>Where the entry is.</returns>
    public async Task<JournalAt> Rewrite(int which)
    {
        var rows = await Rows();
        var chains = rows.GroupBy(static row => row.Declaration)
            .Select(static chain => chain.OrderBy(static row => row.Sequence).ToList())
            .Where(static chain => chain.Count > 1 && Encoding.UTF8.GetString(chain[0].Body).Contains("\"outcome\":\"hold\"", StringComparison.Ordinal))
            .OrderBy(static chain => (chain[0].Position, chain[0].Lane)).ToList();
        var forged = chains[which];
        byte[] hash = [];
        foreach (var (row, i) in forged.Select(static (row, i) => (row, i)))
        {
            var body = i > 0 ? row.Body : Encoding.UTF8.GetBytes(
                Encoding.UTF8.GetString(row.Body).Replace("\"outcome\":\"hold\"", "\"outcome\":\"clear\"", StringComparison.Ordinal));
            hash = JournalEntry.Chain(hash, body);
            (await Execute(
                $"UPDATE {journal} SET body = @body, hash = @hash WHERE declaration = @declaration AND sequence = @sequence",
                ("body", body), ("hash", hash), ("declaration", row.Declaration), ("sequence", row.Sequence))).ShouldBe(1);
        }

        await RewriteLedger(forged[0].Declaration.ToString("D11", CultureInfo.InvariantCulture), hash);
        return new JournalAt(forged[0].Lane, forged[0].Position);
    }

    private async Task RewriteLedger(string declaration, byte[] hash)
    {
        var changed = 0;
        foreach (var table in ledgers)
        {
            var found = new List<(string Taxpayer, byte[] Body)>();
            await using (var query = Command($"SELECT taxpayer, body FROM {table} WHERE kind = {(int)LedgerRowKind.Declaration} AND key = @key", ("key", declaration)))
            await using (var row = await query.ExecuteReaderAsync())
            {
                while (await row.ReadAsync())
                {
                    found.Add((row.GetString(0), row.GetFieldValue<byte[]>(1)));
                }
            }

            foreach (var (taxpayer, body) in found)
            {
                TaxpayerId.TryParse(taxpayer, out var owner).ShouldBeTrue();
                var stored = LedgerCodec.DecodeDeclaration(body, owner);
                changed += await Execute(
                    $"UPDATE {table} SET body = @body WHERE taxpayer = @taxpayer AND kind = {(int)LedgerRowKind.Declaration} AND key = @key",
                    ("body", LedgerCodec.Encode(stored with { Journal = stored.Journal with { Hash = hash } })), ("taxpayer", taxpayer), ("key", declaration));
            }
        }

        changed.ShouldBe(1);
    }

    private async Task<List<JournalRow>> Rows()
    {
        await using var query = Command($"SELECT {lane}, position, declaration, sequence, hash, body FROM {journal}");
        await using var row = await query.ExecuteReaderAsync();
        var rows = new List<JournalRow>();
        while (await row.ReadAsync())
        {
            rows.Add(new JournalRow(
                row.GetInt16(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetFieldValue<byte[]>(4), row.GetFieldValue<byte[]>(5)));
        }

        return rows;
    }

    private async Task<int> Execute(string sql, params (string Name, object Value)[] values)
    {
        await using var command = Command(sql, values);
        return await command.ExecuteNonQueryAsync();
    }

    private DbCommand Command(string sql, params (string Name, object Value)[] values)
    {
        var command = database.CreateCommand();
#pragma warning disable CA2100 // The tests' own words.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in values)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
