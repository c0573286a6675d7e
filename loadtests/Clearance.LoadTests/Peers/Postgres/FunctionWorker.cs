using Npgsql;

namespace Clearance.LoadTests.Peers;

/// <summary>(b): the functions of functions.sql, a call and so a transaction for each event.</summary>
internal sealed class FunctionWorker(NpgsqlConnection connection) : IPeerWorker
{
    public async Task<IReadOnlyList<PeerStatus>> Apply(IReadOnlyList<PeerEvent> events)
    {
        var statuses = new PeerStatus[events.Count];
        for (var i = 0; i < events.Count; i++)
        {
            await using var command = CommandFor(events[i]);
            statuses[i] = (PeerStatus)(int)(await command.ExecuteScalarAsync())!;
        }

        return statuses;
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private NpgsqlCommand CommandFor(PeerEvent it)
    {
        var registers = it.Stream == PeerEvent.Declarations;
        object[] values = registers
            ? [it.Id, it.Content, it.Taxpayer, it.Declaration, it.Codes, it.Blocking, it.Amounts]
            : [it.Id, it.Content, it.Taxpayer, it.Rows, it.Targets, it.Codes, it.Amounts];
        var command = new NpgsqlCommand(
            registers ? "SELECT peer.register($1, $2, $3, $4, $5, $6, $7)" : "SELECT peer.pay($1, $2, $3, $4, $5, $6, $7)", connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }
}
