namespace Clearance.LoadTests;

/// <summary>What grows, and how each size is measured.</summary>
internal sealed record GrowthOptions
{
    /// <summary>The engine's assembly.</summary>
    public required string Silo { get; init; }

    /// <summary>Its store.</summary>
    public required StoreOptions Store { get; init; }

    /// <summary>Declarations in the store at each measurement, one store that grows from each to the next.</summary>
    public required IReadOnlyList<int> Declarations { get; init; }

    /// <summary>Events of each taxpayer at each measurement, a new store for each.</summary>
    public required IReadOnlyList<int> PerTaxpayer { get; init; }

    /// <summary>Taxpayers where declarations are counted.</summary>
    public required int Taxpayers { get; init; }

    /// <summary>Events in a store where events of each taxpayer are counted.</summary>
    public required int Events { get; init; }

    /// <summary>The measured time of each.</summary>
    public required TimeSpan Length { get; init; }

    /// <summary>The time before it.</summary>
    public required TimeSpan WarmUp { get; init; }

    /// <summary>A Markdown file for the result.</summary>
    public string? Report { get; init; }
}
