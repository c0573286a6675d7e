using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Running;

namespace Clearance.Benchmarks;

/// <summary>A benchmark's method, ready to be called.</summary>
/// <param name="Name">Its name, and its parameters if it has any.</param>
/// <param name="Run">Calls it; what comes back is kept alive by whoever calls.</param>
/// <param name="Count">How many operations a call is.</param>
internal sealed record Operation(string Name, Func<object> Run, int Count)
{
    /// <summary>Every benchmark of this assembly, each on an instance of its own that is set up.</summary>
    public static IEnumerable<Operation> All() =>
        from type in typeof(Operation).Assembly.GetTypes()
        where type.GetMethods().Any(static method => method.IsDefined(typeof(BenchmarkAttribute), inherit: false))
        orderby type.Name
        from benchmark in BenchmarkConverter.TypeToBenchmarks(type).BenchmarksCases
        select Of(benchmark);

    private static Operation Of(BenchmarkCase benchmark)
    {
        var descriptor = benchmark.Descriptor;
        var instance = Activator.CreateInstance(descriptor.Type)!;
        foreach (var parameter in benchmark.Parameters.Items)
        {
            descriptor.Type.GetProperty(parameter.Name)!.SetValue(instance, parameter.Value);
        }

        descriptor.GlobalSetupMethod?.Invoke(instance, []);
        var name = benchmark.Parameters.Items.Aggregate(
            descriptor.WorkloadMethod.Name, static (name, parameter) => $"{name} {parameter.Name}={parameter.Value}");
        return new Operation(name, descriptor.WorkloadMethod.CreateDelegate<Func<object>>(instance), descriptor.OperationsPerInvoke);
    }
}
