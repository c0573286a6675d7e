using System.Diagnostics;

namespace Clearance.Silo.Tests.Running;

/// <summary>What an engine says of its readiness, and how long that takes.</summary>
internal static class EngineReadiness
{
    private static readonly TimeSpan Seconds = TimeSpan.FromSeconds(20);

    /// <summary>Why it takes no events; null: it does.</summary>
    public static async Task<string?> NotReady(this EngineProcess engine)
    {
        using var answer = await engine.Http.GetAsync("readyz");
        return answer.IsSuccessStatusCode ? null : (await answer.ShouldBeProblem(503, "NotReady")).GetProperty("detail").GetString();
    }

    /// <summary>Within seconds it says that it is not ready, and all of these words.</summary>
    public static async Task Says(this EngineProcess engine, params string[] why)
    {
        var began = Stopwatch.StartNew();
        while (true)
        {
            var said = await engine.NotReady();
            if (Array.TrueForAll(why, it => said?.Contains(it, StringComparison.Ordinal) == true))
            {
                return;
            }

            began.Elapsed.ShouldBeLessThan(Seconds, said ?? "it says that it is ready");
            await Task.Delay(50);
        }
    }

    /// <summary>It is ready in time: within seconds, unless it is given more.</summary>
    public static async Task IsReady(this EngineProcess engine, TimeSpan? within = null)
    {
        var began = Stopwatch.StartNew();
        while (await engine.NotReady() is { } said)
        {
            began.Elapsed.ShouldBeLessThan(within ?? Seconds, said);
            await Task.Delay(50);
        }
    }
}
