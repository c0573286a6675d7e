using System.Globalization;

namespace Clearance.LoadTests.Open.Pages;

/// <summary>An axis: where a value is on it, and which values are marked.</summary>
internal sealed class Axis
{
    private const int MarksMeant = 5;

    private readonly bool _logarithmic;

    private Axis(double least, double most, bool logarithmic, IReadOnlyList<double> marks) =>
        (Least, Most, _logarithmic, Marks) = (least, most, logarithmic, marks);

    /// <summary>Its beginning.</summary>
    public double Least { get; }

    /// <summary>Its end.</summary>
    public double Most { get; }

    /// <summary>Round values on it.</summary>
    public IReadOnlyList<double> Marks { get; }

    /// <summary>From nothing to beyond the greatest.</summary>
    public static Axis FromZero(double greatest)
    {
        var step = Step(Math.Max(greatest, 1e-9));
        var steps = (int)Math.Ceiling((Math.Max(greatest, 1e-9) / step) - 1e-9);
        return new Axis(0, steps * step, false, [.. Enumerable.Range(0, steps + 1).Select(n => n * step)]);
    }

    /// <summary>Between two values, without room beyond them.</summary>
    public static Axis Between(double least, double most)
    {
        var range = Math.Max(most - least, 1e-9);
        var step = Step(range);
        var first = Math.Ceiling(least / step) * step;
        return new Axis(least, least + range, false, [.. Enumerable.Range(0, 50).Select(n => first + (n * step)).TakeWhile(x => x <= least + range + 1e-9)]);
    }

    /// <summary>In powers of ten.</summary>
    public static Axis Logarithmic(double smallest, double greatest)
    {
        var first = (int)Math.Floor(Math.Log10(Math.Max(smallest, 1e-3)) + 1e-9);
        var last = Math.Max(first + 1, (int)Math.Ceiling(Math.Log10(Math.Max(greatest, 1e-3)) - 1e-9));
        return new Axis(
            Math.Pow(10, first), Math.Pow(10, last), true, [.. Enumerable.Range(first, last - first + 1).Select(static n => Math.Pow(10, n))]);
    }

    /// <summary>0 at the beginning, 1 at the end.</summary>
    public double At(double value) => _logarithmic
        ? Math.Log10(Math.Max(value, Least) / Least) / Math.Log10(Most / Least)
        : (value - Least) / (Most - Least);

    /// <summary>A mark in words.</summary>
    public static string Text(double value) =>
        value.ToString(Math.Abs(value) >= 1 ? "#,0.##" : "0.###", CultureInfo.InvariantCulture);

    /// <summary>1, 2 or 5 times a power of ten.</summary>
    private static double Step(double range)
    {
        var rough = range / MarksMeant;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return (rough / power) switch
        {
            <= 1 => power,
            <= 2 => 2 * power,
            <= 5 => 5 * power,
            _ => 10 * power,
        };
    }
}
