namespace Clearance.LoadTests.Open.Pages;

/// <summary>A line of a plot.</summary>
/// <param name="Name">In the legend.</param>
/// <param name="Points">In order; one that is not a number interrupts the line.</param>
internal sealed record Series(string Name, IReadOnlyList<(double X, double Y)> Points);

/// <summary>A plot.</summary>
internal sealed record Chart
{
    /// <summary>What it shows.</summary>
    public required string Title { get; init; }

    /// <summary>What the upright axis counts.</summary>
    public required string Unit { get; init; }

    /// <summary>What the other axis counts.</summary>
    public string Across { get; init; } = "seconds";

    /// <summary>Its lines.</summary>
    public required IReadOnlyList<Series> Lines { get; init; }

    /// <summary>Whether each step upwards is ten times the one before.</summary>
    public bool IsLogarithmic { get; init; }

    /// <summary>Up to where the other axis is shaded: the warm-up.</summary>
    public double ShadedUntil { get; init; }

    /// <summary>Marks of the other axis, where they are not numbers at equal steps.</summary>
    public IReadOnlyList<(double X, string Text)>? Marks { get; init; }
}
