using System.Globalization;
using Clearance.Entities;

namespace Clearance.LoadTests;

/// <summary>Events through the intake of three silos, and how many calls to grains stay in the silo they are made in.</summary>
internal sealed class LocalShareRun(HostsOptions options, Report report)
{
    private const int Silos = 3;

    /// <summary>Measures it as callers of HTTP bring events, to whatever silo, and as partitions of Kafka do, each to its own.</summary>
    public async Task Run(CancellationToken cancel)
    {
        await using var databases = await ScratchDatabases.Create(options.Connection, 0, cancel);
        await Measure(
            "three silos, bodies to each in turn", await databases.New(cancel), new IntakeLoad(options, parts: 1),
            static (silos, _) => silos.Next(), cancel);
        await Measure(
            "three silos, a taxpayer always to the same", await databases.New(cancel), new IntakeLoad(options, Silos),
            static (silos, part) => silos.At(part), cancel);
    }

    private async Task Measure(
        string name, string database, IntakeLoad load, Func<ClusterSilos, int, IIntake> way, CancellationToken cancel)
    {
        using var meter = new GrainMeter();
        await using var silos = await ClusterSilos.Start(database, Silos, cancel);
        await load.Run(options.WarmUp, part => way(silos, part), cancel);
        var before = meter.Read();
        var cost = await load.Run(options.Length, part => way(silos, part), cancel);
        var calls = meter.Read() - before;
        await load.Check(silos.Host);
        report.AddEvents(name, cost);
        report.Add($"{name}: local share", string.Create(
            CultureInfo.InvariantCulture,
            $"{calls.LocalShare:P1} of {(double)calls.All / cost.Count:0.00} calls of grains an event"));
    }
}
