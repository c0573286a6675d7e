using System.Globalization;

namespace Clearance.LoadTests;

/// <summary>The CPU of processes and all that descend from them, as Linux counts it.</summary>
internal static class ProcessTree
{
    private const double TicksPerSecond = 100;

    /// <summary>User and system time of one process, of nothing that descends from it.</summary>
    public static TimeSpan CpuOf(int pid)
    {
        var fields = Fields($"/proc/{pid}");
        return TimeSpan.FromSeconds((Number(fields[11]) + Number(fields[12])) / TicksPerSecond);
    }

    /// <summary>User and system time of all that run now and of those they have waited for.</summary>
    public static TimeSpan Cpu(IReadOnlyCollection<int> roots)
    {
        var all = Read();
        var ticks = all.Where(process => Descends(process.Key, roots, all)).Sum(static process => process.Value.Ticks);
        return TimeSpan.FromSeconds(ticks / TicksPerSecond);
    }

    /// <summary>Those that run now.</summary>
    public static IReadOnlyList<int> WithDescendants(IReadOnlyCollection<int> roots)
    {
        var all = Read();
        return [.. all.Keys.Where(pid => Descends(pid, roots, all))];
    }

    private static Dictionary<int, (int Parent, long Ticks)> Read()
    {
        var all = new Dictionary<int, (int Parent, long Ticks)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out var pid) && Read(folder) is { } stat)
            {
                all[pid] = stat;
            }
        }

        return all;
    }

    private static bool Descends(int pid, IReadOnlyCollection<int> roots, Dictionary<int, (int Parent, long Ticks)> parents)
    {
        while (!roots.Contains(pid))
        {
            if (!parents.TryGetValue(pid, out var process))
            {
                return false;
            }

            pid = process.Parent;
        }

        return true;
    }

    private static (int Parent, long Ticks)? Read(string folder)
    {
        try
        {
            var fields = Fields(folder);
            return ((int)Number(fields[1]), Number(fields[11]) + Number(fields[12]) + Number(fields[13]) + Number(fields[14]));
        }
        catch (IOException)
        {
            // It has ended.
            return null;
        }
    }

    /// <summary>What stands behind the command's name, which may hold anything.</summary>
    private static string[] Fields(string folder)
    {
        var stat = File.ReadAllText($"{folder}/stat");
        return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
