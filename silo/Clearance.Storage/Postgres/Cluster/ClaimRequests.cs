using Npgsql;

namespace Clearance.Storage;

/// <summary>Hears when other processes ask for ledgers. Who asks does so again and again: what is lost with a connection comes once more.</summary>
internal sealed class ClaimRequests : IAsyncDisposable
{
    private static readonly TimeSpan LookAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(250);

    private readonly NpgsqlDataSource _sessions;
    private readonly PostgresCluster _cluster;
    private readonly LedgerClaims _claims;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _listening;

    public ClaimRequests(PostgresCluster cluster, LedgerClaims claims, PostgresStoreOptions options)
    {
        (_cluster, _claims, _clock) = (cluster, claims, options.Clock);
        _sessions = PostgresSessions.Single(options);
        _listening = Task.Run(Listen);
    }

    /// <summary>Hears no more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _listening.ConfigureAwait(false);
        await _sessions.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task Listen()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await using var session = await _sessions.OpenConnectionAsync(_stop.Token).ConfigureAwait(false);
                session.Notification += (_, asked) => Hear(asked.Payload);
                await using var listen = new NpgsqlCommand($"LISTEN {ClaimRows.Channel}", session);
                await listen.ExecuteNonQueryAsync(_stop.Token).ConfigureAwait(false);
                while (true)
                {
                    if (!await session.WaitAsync(LookAfter, _stop.Token).ConfigureAwait(false))
                    {
                        // A connection that is gone without a word is noticed here.
                        await using var look = new NpgsqlCommand("SELECT 1", session);
                        await look.ExecuteNonQueryAsync(_stop.Token).ConfigureAwait(false);
                    }
                }
            }
#pragma warning disable CA1031 // Whatever it is, also of who hears: who stopped listening would keep what others ask for.
            catch (Exception)
#pragma warning restore CA1031
            {
                await Pause().ConfigureAwait(false);
            }
        }
    }

    private void Hear(string payload)
    {
        if (ClaimRows.Read(payload) is { } asked && asked.Holder == _cluster.Member.Epoch)
        {
            _claims.Asked(asked.Taxpayer, asked.Holder);
        }
    }

    private async Task Pause()
    {
        try
        {
            await Task.Delay(RetryAfter, _clock, _stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Stopped while waiting.
        }
    }
}
