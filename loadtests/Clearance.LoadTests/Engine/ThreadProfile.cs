using System.Globalization;

namespace Clearance.LoadTests;

/// <summary>
/// Where a process spends its time, thread by thread, as Linux counts it: running, waiting for a core, and what it wrote to
/// disk. It costs the process nothing and says which thread is the bottleneck: one that rarely sleeps.
/// </summary>
internal sealed class ThreadProfile
{
    private readonly Dictionary<string, (string Name, long Run, long Wait)> _threads = [];
    private readonly long _written;

    private ThreadProfile(int pid)
    {
        foreach (var folder in Directory.GetDirectories($"/proc/{pid}/task"))
        {
            try
            {
                var times = File.ReadAllText($"{folder}/schedstat").Split(' ');
                var name = File.ReadAllText($"{folder}/comm").Trim();
                _threads[folder] = (name, Number(times[0]), Number(times[1]));
            }
            catch (IOException)
            {
                // The thread has ended.
            }
        }

        const string Written = "write_bytes: ";
        _written = Number(File.ReadLines($"/proc/{pid}/io").First(line => line.StartsWith(Written, StringComparison.Ordinal))[Written.Length..]);
    }

    /// <summary>The counters of now; null where they cannot be read.</summary>
    public static ThreadProfile? Of(int pid) =>
        pid != 0 && File.Exists($"/proc/{pid}/schedstat") ? new ThreadProfile(pid) : null;

    /// <summary>What it wrote to disk since an earlier profile, in KiB.</summary>
    public double Written(ThreadProfile since) => (_written - since._written) / 1024.0;

    /// <summary>Reports what happened since an earlier profile.</summary>
    public void Describe(Report report, ThreadProfile since, double seconds, double events)
    {
        var groups = new SortedDictionary<string, (int Threads, long Run, long Wait)>(StringComparer.Ordinal);
        foreach (var (folder, (name, run, wait)) in _threads)
        {
            var before = since._threads.GetValueOrDefault(folder);
            var group = name.TrimEnd(' ', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
            var (threads, ran, waited) = groups.GetValueOrDefault(group);
            groups[group] = (threads + 1, ran + run - before.Run, waited + wait - before.Wait);
        }

        foreach (var (name, (threads, run, wait)) in groups.OrderByDescending(group => group.Value.Run).Take(7))
        {
            report.Add(
                $"profile: {name}, {threads} thread{(threads == 1 ? "" : "s")}",
                $"runs {Share(run, seconds)}, waits for a core {Share(wait, seconds)} of the time");
        }

        report.Add("profile: written to disk per event", Written(since) / events, "KiB", "0.0");
    }

    private static string Share(long nanoseconds, double seconds) =>
        (nanoseconds / 1e9 / seconds).ToString("0 %", CultureInfo.InvariantCulture);

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
