using Clearance.Entities;
using Npgsql;

namespace Clearance.Storage;

/// <summary>The lanes one engine writes in: for each a gate, a connection of its own, and its row as this engine left it.</summary>
/// <remarks>
/// Who passed the gates of some lanes may write in them, over the connection of the first. A group is of one lane as a rule; one
/// that is of several is still one transaction, which moves the row of each.
/// </remarks>
internal sealed class PostgresLanes : IAsyncDisposable
{
    private readonly NpgsqlDataSource _pool;
    private readonly long _epoch;
    private readonly Lane[] _lanes;
    private bool _closed;
    private volatile bool _fenced;

    /// <param name="pool">Connections.</param>
    /// <param name="epoch">Whose lanes they are.</param>
    /// <param name="numbers">Which lanes of the store they are.</param>
    public PostgresLanes(NpgsqlDataSource pool, long epoch, IEnumerable<int> numbers)
    {
        (_pool, _epoch) = (pool, epoch);
        _lanes = [.. numbers.Select(static number => new Lane(number))];
    }

    /// <summary>How many there are.</summary>
    public int Count => _lanes.Length;

    /// <summary>Whether another engine has taken the lease: no more commits.</summary>
    public bool Fenced => _fenced;

    /// <summary>Passes the gates, always in order, so that nobody waits for who waits for him.</summary>
    public async Task Enter(int[] lanes, CancellationToken cancel)
    {
        for (var passed = 0; passed < lanes.Length; passed++)
        {
            try
            {
                await _lanes[lanes[passed]].Gate.WaitAsync(cancel).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                Leave(lanes[..passed]);
                throw;
            }
        }

        if (_closed)
        {
            Leave(lanes);
            throw new StoreUnavailableException("The store is closed.");
        }
    }

    /// <summary>Goes back through the gates.</summary>
    public void Leave(int[] lanes)
    {
        foreach (var lane in lanes)
        {
            _lanes[lane].Gate.Release();
        }
    }

    /// <summary>The first lane's connection and the rows of all, opened and read if need be.</summary>
    public async Task<(NpgsqlConnection Connection, PostgresLane[] Rows)> Connected(int[] lanes)
    {
        var first = _lanes[lanes[0]];
        if (first.Connection is not { State: System.Data.ConnectionState.Open } connection)
        {
            await Drop(lanes).ConfigureAwait(false);
            first.Connection = connection = await _pool.OpenConnectionAsync().ConfigureAwait(false);
            await LookUpRowByRow(connection).ConfigureAwait(false);
        }

        var rows = new PostgresLane[lanes.Length];
        for (var i = 0; i < lanes.Length; i++)
        {
            rows[i] = _lanes[lanes[i]].Row ??= await Read(connection, _lanes[lanes[i]].Number).ConfigureAwait(false);
        }

        return (connection, rows);
    }

    /// <summary>What the rows are after a commit.</summary>
    public void Moved(int[] lanes, PostgresLane[] rows)
    {
        for (var i = 0; i < lanes.Length; i++)
        {
            _lanes[lanes[i]].Row = rows[i];
        }
    }

    /// <summary>Closes the first lane's connection, so that the server rolls back what it held, and forgets the rows.</summary>
    public async Task Drop(int[] lanes)
    {
        foreach (var lane in lanes)
        {
            _lanes[lane].Row = null;
        }

        var connection = _lanes[lanes[0]].Connection;
        _lanes[lanes[0]].Connection = null;
        if (connection is not null)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The same, and none of the connections that lie idle is used any more.</summary>
    public Task Renew(int[] lanes)
    {
        _pool.Clear();
        return Drop(lanes);
    }

    /// <summary>Waits for the groups in flight and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        for (var lane = 0; lane < _lanes.Length; lane++)
        {
            await _lanes[lane].Gate.WaitAsync().ConfigureAwait(false);
            _closed = true;
            await Drop([lane]).ConfigureAwait(false);
            _lanes[lane].Gate.Release();
        }
    }

    private async Task<PostgresLane> Read(NpgsqlConnection connection, int lane)
    {
        var row = await PostgresLane.Read(connection, lane).ConfigureAwait(false);
        if (row.Epoch == _epoch)
        {
            return row;
        }

        _fenced = true;
        throw new StoreUnavailableException("Another engine has taken the store's lease.");
    }

    /// <summary>
    /// A statement that writes looks up rows one by one, by their whole keys. The planner cannot know that it is one each, and would make
    /// a bitmap for it.
    /// </summary>
    private static async Task LookUpRowByRow(NpgsqlConnection connection)
    {
        await using var setting = new NpgsqlCommand("SET enable_bitmapscan = off", connection);
        await setting.ExecuteNonQueryAsync().ConfigureAwait(false);
    }

    private sealed class Lane(int number)
    {
        public int Number => number;

        public SemaphoreSlim Gate { get; } = new(1);

        public NpgsqlConnection? Connection { get; set; }

        public PostgresLane? Row { get; set; }
    }
}
