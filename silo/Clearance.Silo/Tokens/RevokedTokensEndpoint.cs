using System.Text;
using Clearance.Signing;

namespace Clearance.Silo;

/// <summary><c>GET /v1/tokens/revoked</c>: which release tokens count no more though they have not expired, signed.</summary>
/// <remarks>Always the whole list: a gate that missed one answer knows as much after the next.</remarks>
internal sealed class RevokedTokensEndpoint(EngineService engine, TokenKeys keys, SiloSettings settings) : IDisposable
{
    private readonly Revocations revocations = new();
    private readonly SemaphoreSlim one = new(1);
    private byte[] last = [];
    private DateTimeOffset lastAt = DateTimeOffset.MinValue;

    /// <summary>Answers with the list as a compact JWS; the same one within a second.</summary>
    public async Task Get(HttpContext context)
    {
        var key = keys.Key;
        await one.WaitAsync(context.RequestAborted);
        byte[] list;
        try
        {
            var open = engine.Engine;
            var now = open.Clock.GetUtcNow();
            if (now - lastAt is { Ticks: < 0 } or { Ticks: >= TimeSpan.TicksPerSecond })
            {
                // The time is from before the journal was read: all that was recorded by then is in the list.
                var revoked = await revocations.Of(open.Store, now, context.RequestAborted);
                (last, lastAt) = (Encoding.ASCII.GetBytes(RevokedTokens.Sign(key, settings.TokensIssuer, now, revoked)), now);
            }

            list = last;
        }
        finally
        {
            one.Release();
        }

        await JsonAnswer.Write(context.Response, list, "application/jose");
    }

    /// <inheritdoc/>
    public void Dispose() => one.Dispose();
}
