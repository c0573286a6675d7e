using Clearance.Testing.Stores;

namespace Clearance.Storage.Tests;

/// <summary>A database on a server that is killed, again and again, while something is committed to it.</summary>
internal sealed class KilledServer : IAsyncDisposable
{
    private const int LongestMilliseconds = 120;

    private static readonly int Rounds = Environment.GetEnvironmentVariable("CLEARANCE_TEST_LONG") == "1" ? 20 : 4;

    private readonly PostgresServer _server;

    private KilledServer(PostgresServer server) => _server = server;

    /// <summary>How to reach its database, with all tables.</summary>
    public string Connection => _server.Connection;

    /// <summary>Makes it.</summary>
    public static async Task<KilledServer> Create()
    {
        var server = await PostgresServer.Create();
        await PostgresMigrations.Run(server.Connection);
        return new KilledServer(server);
    }

    /// <summary>Kills it.</summary>
    public Task Kill() => _server.Kill();

    /// <summary>Starts it again.</summary>
    public Task Start() => _server.Start();

    /// <summary>
    /// Kills it while versions are committed one after the other, and each time only after two were said to be committed,
    /// so that there is something to lose.
    /// </summary>
    /// <param name="tryCommit">Tries to commit what follows a version; the version after that.</param>
    /// <param name="stored">What is there, as soon as it can be said.</param>
    public async Task AgainAndAgain(Func<int, Task<int>> tryCommit, Func<Task<int>> stored)
    {
        var random = new Random(11);
        var version = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var before = version;
            using var late = new CancellationTokenSource(TimeSpan.FromMinutes(3));
            while (version < before + 2)
            {
                late.IsCancellationRequested.ShouldBeFalse("nothing can be committed");
                version = await tryCommit(version);
            }

            var restarted = KillSoonAndStart(random.Next(5, LongestMilliseconds));
            while (!restarted.IsCompleted)
            {
                version = await tryCommit(version);
            }

            await restarted;
            (await stored()).ShouldBe(version);
        }

        version.ShouldBeGreaterThan(Rounds);
    }

    /// <summary>Stops it.</summary>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task KillSoonAndStart(int milliseconds)
    {
        await Task.Delay(milliseconds);
        await Kill();
        await Start();
    }
}
