using System.Threading.RateLimiting;
using Clearance.Domain;

namespace Clearance.Silo;

/// <summary>What one caller has used of what it may.</summary>
internal sealed class ClientLimiter(ClientLimit limit)
{
    private readonly TokenBucketRateLimiter? events = Bucket(limit.EventsPerSecond, Limits.EventsPerCallMax);
    private readonly TokenBucketRateLimiter? queries = Bucket(limit.QueriesPerSecond, EligibilityBatchEndpoint.DeclarationsMax);
    private int calls;
    private int streams;

    /// <summary>What it may.</summary>
    public ClientLimit Limit { get; } = limit;

    /// <summary>Whether nothing of it is under way, and it has all that it may.</summary>
    public bool IsIdle => Volatile.Read(ref calls) == 0 && Volatile.Read(ref streams) == 0 && IsFull(events) && IsFull(queries);

    /// <summary>Counts events against the limit of a call's caller, where it has one.</summary>
    /// <exception cref="ProblemException">It brings more than it may.</exception>
    public static void Events(HttpContext context, int count) => Take(context.Features.Get<ClientLimiter>()?.events, count);

    /// <summary>Counts the questions of a call beyond the first.</summary>
    /// <exception cref="ProblemException">It asks more than it may.</exception>
    public static void MoreQueries(HttpContext context, int count) => Take(context.Features.Get<ClientLimiter>()?.queries, count);

    /// <summary>Counts a call, until it is disposed of.</summary>
    /// <exception cref="ProblemException">The caller has as much under way, or asks as much, as it may.</exception>
    public Call Enter(RouteUse use)
    {
        var isStream = use == RouteUse.Stream;
        ref var counter = ref isStream ? ref streams : ref calls;
        var most = isStream ? Limit.Subscribers : Limit.Concurrency;
        if (Interlocked.Increment(ref counter) > most && most > 0)
        {
            Interlocked.Decrement(ref counter);
            throw Refused(isStream ? "streams" : "calls", TimeSpan.FromSeconds(1));
        }

        try
        {
            Take(use == RouteUse.Events ? null : queries, 1);
        }
        catch
        {
            Interlocked.Decrement(ref counter);
            throw;
        }

        return new Call(this, isStream);
    }

    private static bool IsFull(TokenBucketRateLimiter? bucket)
    {
        bucket?.TryReplenish();
        return bucket is null || bucket.IdleDuration > TimeSpan.Zero;
    }

    private static void Take(TokenBucketRateLimiter? bucket, int count)
    {
        if (bucket is null || count <= 0)
        {
            return;
        }

        bucket.TryReplenish();
        using var lease = bucket.AttemptAcquire(count);
        if (!lease.IsAcquired)
        {
            throw Refused("a second's work", lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1));
        }
    }

    private static ProblemException Refused(string what, TimeSpan after) => new(new Problem(
        StatusCodes.Status429TooManyRequests, "ClientLimit", $"You have as much under way as one caller may ({what}); nothing was done.")
    {
        RetryAfterSeconds = Math.Max(1, (int)Math.Ceiling(after.TotalSeconds)),
    });

    /// <summary>As many as it may in a second, or in one call, may come at once.</summary>
    private static TokenBucketRateLimiter? Bucket(int perSecond, int ofOneCall) => perSecond == 0 ? null : new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = Math.Max(perSecond, ofOneCall),
        TokensPerPeriod = perSecond,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        QueueLimit = 0,
        AutoReplenishment = false,
    });

    /// <summary>A call under way.</summary>
    public readonly struct Call(ClientLimiter owner, bool isStream) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => Interlocked.Decrement(ref isStream ? ref owner.streams : ref owner.calls);
    }
}
