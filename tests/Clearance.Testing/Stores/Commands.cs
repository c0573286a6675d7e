using System.Diagnostics;
using Shouldly;

namespace Clearance.Testing.Stores;

/// <summary>Programs of the machine.</summary>
internal static class Commands
{
    /// <summary>Runs one to its end, which must be a good one.</summary>
    public static async Task Run(params string[] command)
    {
        using var process = Launch(command);
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, await error);
    }

    /// <summary>Runs one to its end.</summary>
    public static int ExitCode(params string[] command)
    {
        using var process = Launch(command);
        process.WaitForExit();
        return process.ExitCode;
    }

    /// <summary>Starts one.</summary>
    public static Process Launch(string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        return Process.Start(start)!;
    }
}
