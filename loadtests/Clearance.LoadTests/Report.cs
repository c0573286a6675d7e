using System.Globalization;

namespace Clearance.LoadTests;

/// <summary>What was measured, as lines of a table; printed as they come, and kept as Markdown when asked to.</summary>
internal sealed class Report(string title)
{
    private readonly List<(string Name, string Value)> _lines = [];

    /// <summary>What was added so far.</summary>
    public IReadOnlyList<(string Name, string Value)> Lines => _lines;

    public void Add(string name, string value)
    {
        _lines.Add((name, value));
        Console.WriteLine($"{name,-44} {value}");
    }

    public void Add(string name, double value, string unit, string format = "N0") =>
        Add(name, $"{value.ToString(format, CultureInfo.InvariantCulture)} {unit}".TrimEnd());

    /// <summary>Events that were measured in this process.</summary>
    public void AddEvents(string name, Cost cost) => Add(name, string.Create(
        CultureInfo.InvariantCulture,
        $"{cost.PerSecond:N0} /s, {cost.CpuMicrosecondsEach:0} µs of CPU and {cost.BytesEach:N0} bytes each; "
        + $"{cost.Count:N0} in {cost.Time.TotalSeconds:0.0} s"));

    /// <summary>What an engine wrote.</summary>
    public void AddShape(StoreShape shape)
    {
        Add("transactions, head rows, journal rows", $"{shape.Transactions}, {shape.HeadWrites}, {shape.JournalEntries}");
        Add(
            "mean bytes: head, declaration, payment, journal",
            $"{shape.HeadBytes}, {shape.DeclarationBytes}, {shape.PaymentBytes}, {shape.JournalBytes}");
    }

    /// <summary>What it was measured on.</summary>
    public static string Machine => $"{Environment.ProcessorCount} cores, {Processor()}, {Environment.OSVersion}";

    /// <summary>Where and on what it was measured.</summary>
    public void AddMachine()
    {
        var load = File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "?";
        Add("machine", Machine);
        Add("runtime", System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription);
        Add("load of the machine before", load);
    }

    /// <summary>Writes the report where it is asked for.</summary>
    public void Save(string? file, string command)
    {
        if (file is not null)
        {
            var rows = _lines.Select(line => $"| {line.Name} | {line.Value.Replace("|", "\\|", StringComparison.Ordinal)} |");
            File.WriteAllText(file, $"# {title}\n\n```\n{command}\n```\n\n| | |\n|---|---|\n{string.Join('\n', rows)}\n");
        }
    }

    private static string Processor()
    {
        var lines = File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo") : [];
        var model = lines.FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal));
        return model?.Split(':')[1].Trim() ?? "unknown processor";
    }
}
