using Microsoft.Extensions.DependencyInjection;

namespace Clearance.Client;

/// <summary>Registers the client with <c>HttpClientFactory</c>.</summary>
public static class ClearanceClientServices
{
    /// <summary>
    /// Adds a <see cref="ClearanceClient"/> that repeats what may be repeated (<see cref="RepeatSafely"/>) and waits up to a
    /// minute for an answer; a stream of decisions lasts as long as it is read.
    /// </summary>
    /// <param name="services">Where it is added.</param>
    /// <param name="engine">The engine's address.</param>
    /// <returns>For handlers of your own, as for certificates or tokens.</returns>
    public static IHttpClientBuilder AddClearanceClient(this IServiceCollection services, Uri engine) =>
        services
            .AddHttpClient<ClearanceClient>(http =>
            {
                http.BaseAddress = engine;
                http.Timeout = TimeSpan.FromMinutes(1);
            })
            .AddHttpMessageHandler(static () => new RepeatSafely());
}
