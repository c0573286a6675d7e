namespace Clearance.Benchmarks;

/// <summary>Prints what every operation allocates beside its ceiling, or writes the ceilings anew.</summary>
internal static class AllocationsCommand
{
    /// <summary>Runs it.</summary>
    /// <param name="args">Nothing, or <c>--write FILE</c>.</param>
    public static int Run(string[] args)
    {
        if (args is not [] and not ["--write", _])
        {
            Console.Error.WriteLine("allocations [--write FILE]");
            return 2;
        }

        if (!Allocations.AreExact)
        {
            Console.Error.WriteLine("With DOTNET_TieredCompilation=0, please: otherwise it depends on how long something ran.");
            return 2;
        }

        var measured = Operation.All().ToDictionary(static operation => operation.Name, Allocations.Of);
        var ceilings = Ceilings.Read();
        foreach (var (name, bytes) in measured)
        {
            Console.WriteLine($"{name,-36} {bytes,10:N0} bytes   ceiling {(ceilings.TryGetValue(name, out var ceiling) ? ceiling : 0),10:N0}");
        }

        if (args is [_, var file])
        {
            File.WriteAllText(file, Ceilings.Format(measured.ToDictionary(static it => it.Key, static it => Ceilings.Over(it.Value))));
            return 0;
        }

        var faults = Ceilings.Faults(measured, ceilings).ToList();
        faults.ForEach(Console.Error.WriteLine);
        return faults.Count == 0 ? 0 : 1;
    }
}
