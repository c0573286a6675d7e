using Clearance.LoadTests.Peers;

namespace Clearance.LoadTests.Tests.Peers;

/// <summary>A peer behind its HTTP, in this process.</summary>
internal sealed class ServedPeer : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly IPeer _peer;
    private readonly Task _serving;

    private ServedPeer(IPeer peer)
    {
        _peer = peer;
        _serving = PeerHost.Run(Address.Port, PeerHost.Handler(peer), _end.Token);
    }

    public Uri Address { get; } = EngineProcess.NewAddress();

    /// <summary>Plays the scenarios, before and after the peer was closed and opened again.</summary>
    /// <returns>Each scenario's name with its answer.</returns>
    public static async Task<IReadOnlyList<string>> Play(Func<Task<IPeer>> open)
    {
        var answers = new List<string>();
        foreach (var afterRestart in (bool[])[false, true])
        {
            await using var served = await Serve(await open());
            using var calls = new ScenarioCalls(served.Address, new DateOnly(2026, 11, 2));
            foreach (var scenario in PeerScenarios.All.Where(it => it.AfterRestart == afterRestart))
            {
                answers.Add($"{scenario.Name}: {await PeerScenarios.Play(scenario, calls)}");
            }
        }

        return answers;
    }

    /// <summary>Every scenario with the right answer.</summary>
    public static IEnumerable<string> Right => PeerScenarios.All.Select(static it => $"{it.Name}: {it.Right}");

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _serving.WaitAsync(TimeSpan.FromMinutes(3));
        await _peer.DisposeAsync();
        _end.Dispose();
    }

    private static async Task<ServedPeer> Serve(IPeer peer)
    {
        var served = new ServedPeer(peer);
        using var http = new HttpClient { BaseAddress = served.Address };
        for (var tries = 0; ; tries++)
        {
            try
            {
                (await http.GetAsync("/readyz")).EnsureSuccessStatusCode();
                return served;
            }
            catch (HttpRequestException) when (tries < 200)
            {
                await Task.Delay(20);
            }
        }
    }
}
