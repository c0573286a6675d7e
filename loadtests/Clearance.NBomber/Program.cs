using System.CommandLine;
using Clearance.LoadTests.Open;
using Clearance.LoadTests.Open.Steps;

namespace Clearance.NBomber;

/// <summary>The command line of <c>loadtests open</c>, with NBomber as the one who keeps time and reports.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args) => new RootCommand("Offers the profiles of loadtests by NBomber.")
    {
        OpenCommand.Create(
            "Offers a load at the profile's rate; when, within each second, is NBomber's.",
            static (options, cancel) => new StepsRun(options, ByNBomber.Run).Run(cancel)),
    }.Parse(args).InvokeAsync();
}
