using System.Collections.Concurrent;

namespace Clearance.Silo;

/// <summary>What each caller may do, so that a greedy one is refused while others are served.</summary>
internal sealed class ClientLimits(SiloSettings settings)
{
    private const int ClientsMax = 10_000;

    private readonly ConcurrentDictionary<string, ClientLimiter> limiters = new(StringComparer.Ordinal);

    /// <summary>Whether there are any.</summary>
    public bool Any { get; } = settings.HasAccess || settings.ClientLimit != ClientLimit.None;

    /// <summary>The limits of a call's caller: by its name, or by its address while nobody is told apart.</summary>
    public ClientLimiter Of(HttpContext context, Caller caller, AccessRules? rules)
    {
        var key = caller.Name.Length > 0 ? caller.Name : context.Connection.RemoteIpAddress?.ToString() ?? "";
        var limit = rules is not null && rules.Limits.TryGetValue(key, out var own) ? Over(own, settings.ClientLimit) : settings.ClientLimit;
        if (limiters.TryGetValue(key, out var kept) && kept.Limit == limit)
        {
            return kept;
        }

        if (limiters.Count >= ClientsMax)
        {
            foreach (var (name, idle) in limiters.Where(static it => it.Value.IsIdle))
            {
                limiters.TryRemove(KeyValuePair.Create(name, idle));
            }
        }

        // Who comes at once with a first call finds one that another made; a changed limit begins anew.
        return limiters.AddOrUpdate(
            key, static (_, it) => new ClientLimiter(it), static (_, old, it) => old.Limit == it ? old : new ClientLimiter(it), limit);
    }

    /// <summary>A client's own limit over that of all clients; 0 leaves that.</summary>
    private static ClientLimit Over(ClientLimit own, ClientLimit all) => new(
        own.EventsPerSecond > 0 ? own.EventsPerSecond : all.EventsPerSecond,
        own.QueriesPerSecond > 0 ? own.QueriesPerSecond : all.QueriesPerSecond,
        own.Concurrency > 0 ? own.Concurrency : all.Concurrency,
        own.Subscribers > 0 ? own.Subscribers : all.Subscribers);
}
