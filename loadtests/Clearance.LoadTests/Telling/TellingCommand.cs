using System.CommandLine;

namespace Clearance.LoadTests;

/// <summary>The command line of <see cref="TellingRun"/>.</summary>
internal static class TellingCommand
{
    public static Command Create()
    {
        var stores = new StoreArguments();
        var pairs = Cli.Default("--pairs", 20_000, "How many foreign declarations are asked for, and as many that are not there.");
        var report = Cli.Optional<string>("--report", "A Markdown file for the result.");
        var command = new Command("telling", "How much the time of a 404 tells a taxpayer of whether a declaration of others exists.") { pairs, report };
        stores.AddTo(command);
        command.SetAction((parsed, cancel) => new TellingRun(
            new MeasuredStore(stores.Store(parsed), stores.Silo(parsed) ?? throw new ArgumentException("--silo is needed: telling starts an engine of its own"), null),
            Path.Combine(stores.Store(parsed).Folder, "access"), Math.Clamp(parsed.GetValue(pairs), 100, 500_000), parsed.GetValue(report)).Run(cancel));
        return command;
    }
}
