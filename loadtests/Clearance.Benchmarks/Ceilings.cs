using System.Text.Json;

namespace Clearance.Benchmarks;

/// <summary>What operations may allocate at most, by name: <c>ceilings.json</c>.</summary>
internal static class Ceilings
{
    private const int SparePercent = 5;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    /// <summary>Those that are committed.</summary>
    public static IReadOnlyDictionary<string, long> Read() => JsonSerializer.Deserialize<SortedDictionary<string, long>>(
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "ceilings.json")))!;

    /// <summary>The ceiling over what was measured.</summary>
    public static long Over(long bytes) => bytes + (bytes * SparePercent / 100);

    /// <summary>A file's text.</summary>
    public static string Format(IReadOnlyDictionary<string, long> ceilings) =>
        JsonSerializer.Serialize(new SortedDictionary<string, long>(ceilings.ToDictionary(), StringComparer.Ordinal), Indented) + "\n";

    /// <summary>What is not as the ceilings say, a sentence each.</summary>
    public static IEnumerable<string> Faults(
        IReadOnlyDictionary<string, long> measured, IReadOnlyDictionary<string, long> ceilings)
    {
        foreach (var (name, bytes) in measured)
        {
            if (!ceilings.TryGetValue(name, out var ceiling))
            {
                yield return $"{name} allocates {bytes:N0} bytes and has no ceiling.";
            }
            else if (bytes > ceiling)
            {
                yield return $"{name} allocates {bytes:N0} bytes, {bytes - ceiling:N0} more than its ceiling of {ceiling:N0}.";
            }
        }

        foreach (var name in ceilings.Keys.Except(measured.Keys))
        {
            yield return $"{name} has a ceiling and is no benchmark.";
        }
    }
}
