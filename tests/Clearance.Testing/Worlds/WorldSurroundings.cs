using Clearance.Domain;

namespace Clearance.Testing.Worlds;

/// <summary>What was looked up for one event so far: nothing at first, so that everything must be asked for.</summary>
internal sealed class WorldSurroundings : ISurroundings
{
    public Dictionary<DeclarationKey, DeclarationIdentity> Identities { get; } = [];

    public HashSet<string> Absent { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, TaxpayerId?> Homes { get; } = new(StringComparer.Ordinal);

    public bool TryIdentity(DeclarationKey key, out DeclarationIdentity identity)
    {
        var found = Identities.TryGetValue(key, out var known);
        identity = known ?? DeclarationIdentity.Nobody;
        return found;
    }

    public bool IsAbsent(string payment) => Absent.Contains(payment);

    public bool TryHome(string payment, out TaxpayerId? home) => Homes.TryGetValue(payment, out home);
}
