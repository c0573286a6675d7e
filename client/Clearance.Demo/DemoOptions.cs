namespace Clearance.Demo;

/// <summary>What is played, where, and how fast.</summary>
internal sealed record DemoOptions
{
    /// <summary>The engine's address.</summary>
    public required Uri Engine { get; init; }

    /// <summary>Which day.</summary>
    public required int Seed { get; init; }

    /// <summary>The legal date.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>How many declarations are registered.</summary>
    public required int Declarations { get; init; }

    /// <summary>How long the 24 hours take; longer when the engine needs longer.</summary>
    public required TimeSpan Length { get; init; }
}
