using System.Globalization;

namespace Clearance.LoadTests.Open.Machine;

/// <summary>Some processes under one name: an engine, a database's server with its sessions, brokers.</summary>
/// <param name="Name">What they are.</param>
/// <param name="Roots">The first of them; all that descend from them count too.</param>
/// <param name="WithDescendants">Whether what descends from them counts too.</param>
internal sealed record ProcessUse(string Name, IReadOnlyList<int> Roots, bool WithDescendants)
{
    private const double PageMegabytes = 4_096 / 1e6;

    /// <summary>CPU used so far.</summary>
    public TimeSpan Cpu() => WithDescendants
        ? ProcessTree.Cpu(Roots)
        : Roots.Aggregate(TimeSpan.Zero, static (sum, pid) => sum + ProcessTree.CpuOf(pid));

    /// <summary>Memory in megabytes: what each has for itself, and what they share, once.</summary>
    public double Megabytes()
    {
        var (own, shared) = (0L, 0L);
        foreach (var pid in WithDescendants ? ProcessTree.WithDescendants(Roots) : Roots)
        {
            var (resident, common) = Pages(pid);
            own += resident - common;
            shared = Math.Max(shared, common);
        }

        return (own + shared) * PageMegabytes;
    }

    private static (long Resident, long Shared) Pages(int pid)
    {
        try
        {
            var fields = File.ReadAllText($"/proc/{pid}/statm").Split(' ');
            return (Number(fields[1]), Number(fields[2]));
        }
        catch (IOException)
        {
            // It has ended.
            return (0, 0);
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
