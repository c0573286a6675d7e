using System.CommandLine;
using System.Globalization;

namespace Clearance.LoadTests;

/// <summary>The command line of <see cref="GrowthRun"/>.</summary>
internal static class GrowthCommand
{
    public static Command Create()
    {
        var stores = new StoreArguments();
        var declarations = Cli.Default("--declarations", "100000,1000000", "Declarations in the store, one measurement after another; 0: none.");
        var perTaxpayer = Cli.Default(
            "--per-taxpayer", "10,1000,100000", "Events of each taxpayer, one measurement after another, each on a new store; 0: none.");
        var taxpayers = Cli.Default("--taxpayers", 20_000, "How many taxpayers have the declarations.");
        var events = Cli.Default("--events", 200_000, "Events in the store where those of each taxpayer are counted.");
        var seconds = Cli.Default("--seconds", 15.0, "The time of each measurement.");
        var warmUp = Cli.Default("--warm-up", 10.0, "Seconds before it.");
        var report = Cli.Optional<string>("--report", "A Markdown file for the result.");
        var command = new Command("growth", "How the cost of an event, a start and a first answer grows with what is in the store.")
        {
            declarations, perTaxpayer, taxpayers, events, seconds, warmUp, report,
        };
        stores.AddTo(command);
        command.SetAction((parsed, cancel) => new GrowthRun(new GrowthOptions
        {
            Silo = stores.Silo(parsed) ?? throw new ArgumentException("--silo is needed: growth starts engines of its own"),
            Store = stores.Store(parsed),
            Declarations = Sizes(parsed.GetValue(declarations)!),
            PerTaxpayer = Sizes(parsed.GetValue(perTaxpayer)!),
            Taxpayers = Math.Clamp(parsed.GetValue(taxpayers), 1, 1_000_000),
            Events = Math.Clamp(parsed.GetValue(events), 2_000, 10_000_000),
            Length = TimeSpan.FromSeconds(Math.Clamp(parsed.GetValue(seconds), 1, 600)),
            WarmUp = TimeSpan.FromSeconds(Math.Clamp(parsed.GetValue(warmUp), 0, 600)),
            Report = parsed.GetValue(report),
        }).Run(cancel));
        return command;
    }

    /// <summary>Sizes as they are written, the smallest first.</summary>
    internal static IReadOnlyList<int> Sizes(string text) =>
    [
        .. text.Split(',').Select(static it => int.Parse(it, NumberStyles.None, CultureInfo.InvariantCulture))
            .Where(static it => it > 0).Order(),
    ];
}
