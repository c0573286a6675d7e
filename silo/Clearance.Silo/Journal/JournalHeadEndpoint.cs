using System.Text;
using Clearance.Entities;
using Clearance.Signing;

namespace Clearance.Silo;

/// <summary><c>GET /v1/journal/head</c>: how the journal stands, signed, for somebody who keeps it where nobody of the engine's can reach.</summary>
/// <remarks>
/// Nothing is read before somebody asks. The first question after a start reads the hashes of the whole journal; who asks meanwhile is told to
/// come again, and reading goes on.
/// </remarks>
internal sealed partial class JournalHeadEndpoint(
    EngineService engine, TokenKeys keys, SiloSettings settings, IHostApplicationLifetime lifetime, ILoggerFactory loggers) : IDisposable
{
    private readonly ILogger logger = loggers.CreateLogger("Clearance.Engine");
    private readonly JournalTrees trees = new();
    private readonly SemaphoreSlim one = new(1);
    private byte[] last = [];
    private DateTimeOffset lastAt = DateTimeOffset.MinValue;

    /// <summary>For how long a call waits for the journal to be read.</summary>
    internal TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Answers with the head as a compact JWS; the same one within a second.</summary>
    public async Task Get(HttpContext context)
    {
        var key = keys.Key;
        if (!await one.WaitAsync(Patience, context.RequestAborted))
        {
            throw NotReady();
        }

        // It is not given up with the call: the next one finds what it has read.
        var making = Make(key);
        byte[] head;
        try
        {
            head = await making.WaitAsync(Patience, context.RequestAborted);
        }
        catch (TimeoutException)
        {
            throw NotReady();
        }

        await JsonAnswer.Write(context.Response, head, "application/jose");
    }

    /// <inheritdoc/>
    public void Dispose() => one.Dispose();

    /// <summary>Makes the head, and lets the next one in.</summary>
    private async Task<byte[]> Make(SigningKey key)
    {
        try
        {
            var open = engine.Engine;
            var now = open.Clock.GetUtcNow();
            if (now - lastAt is { Ticks: < 0 } or { Ticks: >= TimeSpan.TicksPerSecond })
            {
                await trees.CatchUp(open.Store, lifetime.ApplicationStopping);
                var head = new SignedHead
                {
                    Issuer = settings.TokensIssuer,
                    Journal = JournalName.Of(open.Store.RegistrySecret.Span),
                    IssuedAt = now,
                    Lanes = trees.Lanes,
                };
                (last, lastAt) = (Encoding.ASCII.GetBytes(head.Sign(key)), now);
            }

            return last;
        }
        catch (Exception damaged) when (damaged is JournalChangedException or InvalidDataException)
        {
            LogDamaged(damaged.Message);
            throw new ProblemException(new Problem(
                StatusCodes.Status500InternalServerError, "JournalChanged",
                "The journal is not the one that was read before, or has a gap: no head is signed. 'clearance journal verify' says where."));
        }
        catch (OperationCanceledException)
        {
            // The engine is being stopped: another may answer.
            throw NotReady();
        }
        finally
        {
            one.Release();
        }
    }

    private static ProblemException NotReady() => new(
        Problem.Unavailable("HeadNotReady", "After a start the whole journal is read once, and that is not over. Ask again.") with
        {
            RetryAfterSeconds = 5,
        });

    [LoggerMessage(Level = LogLevel.Critical, Message = "No head of the journal is signed: {Why}")]
    private partial void LogDamaged(string why);
}
