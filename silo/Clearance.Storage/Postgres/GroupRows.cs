using System.Runtime.InteropServices;
using Npgsql;
using NpgsqlTypes;

namespace Clearance.Storage;

/// <summary>A column of the rows one statement writes, sent as an array.</summary>
internal interface IGroupColumn
{
    /// <summary>The array.</summary>
    NpgsqlParameter Parameter();
}

/// <summary>A column of the rows one statement writes.</summary>
internal sealed class GroupColumn<T>(NpgsqlDbType type) : IGroupColumn
{
    private readonly List<T> _values = [];

    /// <summary>Adds the value of the next row.</summary>
    public void Add(T value) => _values.Add(value);

    /// <inheritdoc/>
    public NpgsqlParameter Parameter() =>
        new NpgsqlParameter<List<T>> { TypedValue = _values, NpgsqlDbType = NpgsqlDbType.Array | type };
}

/// <summary>One statement over the rows of many units.</summary>
/// <remarks>
/// Plans are made once and kept, for groups of any size and tables that grow: a statement must have no other plan than to look
/// up each given row by the index. Where a table is joined to what is given, the keys are compared by &gt;= and &lt;=
/// instead of =. Between equals the planner may also walk the whole index and look through what is given for each row, as it
/// does for a table that was empty when it was last vacuumed: the square of the group's size, until somebody analyzes the table.
/// </remarks>
internal abstract class GroupStatement(string sql, params IGroupColumn[] columns)
{
    /// <summary>How many rows it writes when all is as its units state; null: that is not asked.</summary>
    public virtual int? RowsStated => null;

    /// <summary>Whether there is nothing to write.</summary>
    public abstract bool IsEmpty { get; }

    /// <summary>The text.</summary>
    protected string Sql { get; } = sql;

    /// <summary>The text that also returns what was written, and lets rows lose one by one.</summary>
    protected virtual string Naming => Sql;

    /// <summary>The statement with its arrays.</summary>
    /// <param name="naming">Whether it returns the key of every row it wrote.</param>
    public NpgsqlBatchCommand Command(bool naming)
    {
        var command = new NpgsqlBatchCommand(naming ? Naming : Sql);
        foreach (var column in columns)
        {
            command.Parameters.Add(column.Parameter());
        }

        return command;
    }

    /// <summary>Reads the keys that came back, if any do, and adds the units that lost.</summary>
    public abstract Task ReadLosers(NpgsqlDataReader reader, ISet<int> losers);
}

/// <summary>A statement that always does what it is told and returns nothing.</summary>
internal class PlainRows(string sql, params IGroupColumn[] columns) : GroupStatement(sql, columns)
{

    /// <inheritdoc/>
    public override bool IsEmpty => Rows == 0;

    /// <summary>How many there are.</summary>
    protected int Rows { get; private set; }

    /// <summary>A row was added to the columns.</summary>
    public void Added() => Rows++;

    /// <inheritdoc/>
    public override Task ReadLosers(NpgsqlDataReader reader, ISet<int> losers) => Task.CompletedTask;
}

/// <summary>
/// A statement for rows of which something is known that spares work. If it is not so of all of them the group is written again, and then
/// with a statement that does not need it: nobody loses by it.
/// </summary>
/// <param name="sql">Writes the rows if it is so of all of them; otherwise it counts fewer, or fails because a row is there.</param>
/// <param name="otherwise">Writes every row.</param>
/// <param name="columns">The rows.</param>
internal sealed class LikelyRows(string sql, string otherwise, params IGroupColumn[] columns) : PlainRows(sql, columns)
{
    /// <inheritdoc/>
    public override int? RowsStated => Rows;

    /// <inheritdoc/>
    protected override string Naming => otherwise;
}

/// <summary>
/// A statement that writes only the rows of which what their units state is so. It says how many those were, or, where somebody has
/// lost, returns their keys: whose key does not come back is the loser.
/// </summary>
/// <typeparam name="TKey">What names a row. Rows of one unit may share it: it must then come back as often.</typeparam>
/// <param name="sql">The statement.</param>
/// <param name="key">The column that names a row, or several.</param>
/// <param name="keyOf">Reads it.</param>
/// <param name="columns">The rows.</param>
internal sealed class StatedRows<TKey>(string sql, string key, Func<NpgsqlDataReader, TKey> keyOf, params IGroupColumn[] columns)
    : GroupStatement(sql, columns)
    where TKey : notnull
{
    private readonly List<(TKey Key, int Unit)> _rows = [];

    /// <inheritdoc/>
    public override int? RowsStated => _rows.Count;

    /// <inheritdoc/>
    public override bool IsEmpty => _rows.Count == 0;

    /// <summary>The key of the table, where the statement inserts rows that are said to be new; null: it does something else.</summary>
    /// <remarks>
    /// Only a statement that names passes over rows that are there already. PostgreSQL would look in the index once more for each row,
    /// and write a mark of each into its log, to be able to; so nobody is asked to until somebody is known to have lost. Before
    /// that the first such row fails its statement.
    /// </remarks>
    public string? IsInsertBy { get; init; }

    /// <inheritdoc/>
    protected override string Naming =>
        IsInsertBy is { } unique ? $"{Sql}\nON CONFLICT ({unique}) DO NOTHING\nRETURNING {key}" : $"{Sql}\nRETURNING {key}";

    /// <summary>A row of a unit was added to the columns.</summary>
    public void Added(TKey key, int unit) => _rows.Add((key, unit));

    /// <inheritdoc/>
    public override async Task ReadLosers(NpgsqlDataReader reader, ISet<int> losers)
    {
        var back = new List<TKey>(_rows.Count);
        while (await reader.ReadAsync().ConfigureAwait(false))
        {
            back.Add(keyOf(reader));
        }

        await reader.NextResultAsync().ConfigureAwait(false);
        if (back.Count < _rows.Count)
        {
            AddLosers(back, losers);
        }
    }

    private void AddLosers(List<TKey> back, ISet<int> losers)
    {
        var missing = new Dictionary<TKey, int>();
        foreach (var (stated, _) in _rows)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(missing, stated, out _)++;
        }

        foreach (var written in back)
        {
            missing[written]--;
        }

        losers.UnionWith(_rows.Where(row => missing[row.Key] > 0).Select(static row => row.Unit));
    }
}
