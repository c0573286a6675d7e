using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.LocalHost;

/// <summary>When a <see cref="LocalEntityHost"/> lets entities go.</summary>
public sealed record LocalHostOptions
{
    /// <summary>How long a ledger stays in memory unused. Default: 10 minutes.</summary>
    public TimeSpan TaxpayerIdleAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a declaration's identity stays in memory unused. Default: 2 minutes.</summary>
    public TimeSpan DeclarationIdleAfter { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How often the host looks for unused entities; infinite: only when told to. Default: 10 seconds.</summary>
    public TimeSpan CollectEvery { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many calls from outside may wait for one entity; more are refused. Default: 5000.</summary>
    public int WaitingCallsMax { get; init; } = 5000;

    /// <summary>The share of memory in use above which each look halves the times above. Default: 0.85.</summary>
    public double MemoryLoadMax { get; init; } = 0.85;

    /// <summary>How long an entity's work may take to end after it was dropped, or when the host stops. Default: 10 seconds.</summary>
    public TimeSpan DrainWithin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Reads the share of memory in use, as of the last collection of garbage.</summary>
    public Func<double> MemoryLoad { get; init; } = static () =>
    {
        var info = GC.GetGCMemoryInfo();
        return (double)info.MemoryLoadBytes / Math.Max(1, info.TotalAvailableMemoryBytes);
    };
}

/// <summary>Makes the entities a host activates.</summary>
public sealed class EntityFactory
{
    private EntityFactory(Func<TaxpayerId, ITaxpayer> taxpayer, Func<DeclarationKey, IDeclaration> declaration) =>
        (Taxpayer, Declaration) = (taxpayer, declaration);

    internal Func<TaxpayerId, ITaxpayer> Taxpayer { get; }

    internal Func<DeclarationKey, IDeclaration> Declaration { get; }

    /// <summary>Makes them so; each is activated by the host, as its first turn.</summary>
    public static EntityFactory Of<TTaxpayer, TDeclaration>(
        Func<TaxpayerId, TTaxpayer> taxpayer, Func<DeclarationKey, TDeclaration> declaration)
        where TTaxpayer : class, ITaxpayer, IEntity, IPublishesRoot
        where TDeclaration : class, IDeclaration, IEntity => new(taxpayer, declaration);
}
