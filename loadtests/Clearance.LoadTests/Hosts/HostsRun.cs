using System.Globalization;
using System.Runtime;
using Clearance.Entities;

namespace Clearance.LoadTests;

/// <summary>Every host of this build, one after another in this process: memory and calls, then events on a store of their own.</summary>
internal sealed class HostsRun(HostsOptions options)
{
    private readonly Report _report = new("The hosts of entities, in one process");

    public async Task<int> Run(CancellationToken cancel)
    {
        _report.AddMachine();
        _report.Add("garbage collector", GCSettings.IsServerGC ? "server" : "workstation");
        _report.Add("open declarations, taxpayers", $"{options.Declarations}, {options.Taxpayers}");
        _report.Add("load of the intake", $"bodies of {IntakeLoad.Size} events, {IntakeLoad.Callers} in flight");
        try
        {
            foreach (var host in MeasuredHost.All)
            {
                await Measure(host, cancel);
            }

#if WITH_ORLEANS
            await MeasureCluster(cancel);
#else
            _report.Add("orleans", "not measured: Orleans is not in this build");
#endif
        }
        finally
        {
            if (Directory.Exists(options.Folder))
            {
                Directory.Delete(options.Folder, recursive: true);
            }
        }

        _report.Save(options.Report, Cli.CommandLine);
        return 0;
    }

    private async Task Measure(MeasuredHost host, CancellationToken cancel)
    {
        var folder = Path.Combine(options.Folder, host.Name);
        var open = new OpenDeclarations(options.Declarations, options.Taxpayers);
        await host.On(folder, engine => open.Register(engine, cancel), cancel);
        await host.On(folder, engine => MeasureCalls(host, engine, open, cancel), cancel);
        await host.On(folder + "-intake", engine => MeasureIntake(host, engine, cancel), cancel);
    }

    private async Task MeasureCalls(MeasuredHost host, EntityEngine engine, OpenDeclarations open, CancellationToken cancel)
    {
        var memory = await open.Weigh(engine, cancel);
        _report.Add($"{host.Name}: bytes per declaration inside its ledger", memory.InLedger, "");
        _report.Add($"{host.Name}: bytes per activated declaration besides", memory.Besides, "");
        var calls = new HostCalls(engine.Services.Host, open);
        foreach (var callers in options.Callers)
        {
            await MeasureCalls($"{host.Name}: decisions, {callers} callers", callers, calls.AskDecisions);
            await MeasureCalls($"{host.Name}: settled ledgers, {callers} callers", callers, calls.AskSettled);
        }
    }

    private async Task MeasureCalls(string name, int callers, Func<int, long, Task<long>> caller)
    {
        await Cost.Of(callers, options.WarmUp, caller);
        var cost = await Cost.Of(callers, options.Length, caller);
        _report.Add(name, string.Create(
            CultureInfo.InvariantCulture,
            $"{cost.PerSecond:N0} /s, {cost.CpuMicrosecondsEach:0.00} µs of CPU and {cost.BytesEach:N0} bytes each"));
    }

    private async Task MeasureIntake(MeasuredHost host, EntityEngine engine, CancellationToken cancel)
    {
        var load = new IntakeLoad(options, parts: 1);
        await load.Run(options.WarmUp, _ => engine.Intake, cancel);
        var cost = await load.Run(options.Length, _ => engine.Intake, cancel);
        await load.Check(engine.Services.Host);
        _report.AddEvents($"{host.Name}: events through the intake", cost);
    }

#if WITH_ORLEANS
    private async Task MeasureCluster(CancellationToken cancel)
    {
        if (options.Connection is null)
        {
            _report.Add("three silos", "not measured: neither --connection nor PG_CONNECTION says where PostgreSQL is");
            return;
        }

        await new LocalShareRun(options, _report).Run(cancel);
    }
#endif
}
