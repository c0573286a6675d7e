using Clearance.Signing;
using Clearance.Silo.Tests.Running;
using Clearance.Storage;

namespace Clearance.Silo.Tests.Journal;

/// <summary>Somebody elsewhere who keeps heads and the engine's public keys.</summary>
internal sealed class HeadKeeper : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("clearance-heads-");
    private readonly List<SignedHead> heads = [];
    private PinnedKeys? keys;

    /// <summary>The options by which an engine signs.</summary>
    public string[] Options => OptionsOf("gate-1");

    /// <summary>What was kept.</summary>
    public IReadOnlyList<SignedHead> Heads => heads;

    /// <summary>What was kept, to compare a journal with.</summary>
    public IReadOnlyList<KeptHead> Kept => [.. heads.Select(static (head, i) => new KeptHead(
        $"head {i}", head.Journal, [.. head.Lanes.Select(static lane => new KeptLane(lane.Lane, lane.Entries, lane.Peaks))]))];

    /// <summary>The options by which an engine signs with a key of this name, made once.</summary>
    public string[] OptionsOf(string kid)
    {
        var file = Path.Combine(folder.FullName, $"{kid}.pem");
        if (!File.Exists(file))
        {
            File.WriteAllText(file, SigningKey.NewPem());
        }

        return ["--Clearance:Tokens:KeyFile", file, "--Clearance:Tokens:Kid", kid];
    }

    /// <summary>Asks an engine for a head, and keeps it as it says that all it has is signed.</summary>
    public async Task<SignedHead> Fetch(EngineProcess engine)
    {
        keys ??= await Keys(engine);
        using var answer = await engine.Http.GetAsync("/v1/journal/head");
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/jose");
        var head = SignedHead.Read(await answer.Content.ReadAsStringAsync(), keys, out var why);
        why.ShouldBeNull();
        heads.Add(head!);
        return head!;
    }

    /// <summary>Asks until a head has at least so many entries: one is given out for a second.</summary>
    public async Task<SignedHead> FetchWith(EngineProcess engine, long entries)
    {
        for (var tries = 0; ; tries++)
        {
            if ((await Fetch(engine)).Entries >= entries)
            {
                return heads[^1];
            }

            tries.ShouldBeLessThan(100);
            await Task.Delay(100);
        }
    }

    /// <summary>Takes the keys that an engine publishes now.</summary>
    public async Task Trust(EngineProcess engine) => keys = await Keys(engine);

    /// <inheritdoc/>
    public void Dispose() => folder.Delete(recursive: true);

    private static async Task<PinnedKeys> Keys(EngineProcess engine) =>
        ReleaseTokenVerifier.ReadKeys(await engine.Http.GetByteArrayAsync("/v1/tokens/keys"));
}
