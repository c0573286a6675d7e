using System.Net;
using Polly;
using Polly.Retry;

namespace Clearance.Client;

/// <summary>Repeats a call that failed, or that the engine asks to repeat, when doing it twice is the same as doing it once.</summary>
/// <remarks>
/// Safe are questions, and events: an id is applied once. An officer's move is not repeated: who proposes it again proposes
/// another. The engine's <c>Retry-After</c> is obeyed; without one the wait doubles, a little at random, so that callers who
/// failed together do not come back together.
/// </remarks>
public sealed class RepeatSafely : DelegatingHandler
{
    private const int RepeatsMax = 4;

    private static readonly HttpRequestOptionsKey<bool> Safe = new("Clearance.Safe");
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(10);

    private readonly ResiliencePipeline<HttpResponseMessage> _pipeline;

    /// <summary>A handler that waits by the machine's clock.</summary>
    public RepeatSafely()
        : this(TimeProvider.System)
    {
    }

    /// <summary>A handler that waits by a clock of the caller's.</summary>
    /// <param name="clock">The clock.</param>
    public RepeatSafely(TimeProvider clock) =>
        _pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = RepeatsMax,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = TimeSpan.FromMilliseconds(200),
                MaxDelay = WaitMax,
                ShouldHandle = static it => ValueTask.FromResult(IsTransient(it.Outcome)),
                DelayGenerator = static it => ValueTask.FromResult(Asked(it.Outcome.Result)),
                OnRetry = static it =>
                {
                    it.Outcome.Result?.Dispose();
                    return ValueTask.CompletedTask;
                },
            })
            .Build();

    /// <summary>Says of a request that doing it twice is the same as doing it once.</summary>
    internal static void MarkSafe(HttpRequestMessage request) => request.Options.Set(Safe, true);

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        request.Options.TryGetValue(Safe, out var isSafe) && isSafe
            ? await _pipeline.ExecuteAsync(
                async cancel => await base.SendAsync(request, cancel).ConfigureAwait(false), cancellationToken).ConfigureAwait(false)
            : await base.SendAsync(request, cancellationToken).ConfigureAwait(false);

    private static bool IsTransient(Outcome<HttpResponseMessage> outcome) =>
        outcome.Exception is HttpRequestException
        || outcome.Result?.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests;

    private static TimeSpan? Asked(HttpResponseMessage? response) =>
        response?.Headers.RetryAfter?.Delta is { } asked ? (asked < WaitMax ? asked : WaitMax) : null;
}
