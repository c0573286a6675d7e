using System.ComponentModel;
using System.Diagnostics;

namespace Clearance.LoadTests.Open.Machine;

/// <summary>The commit of the working copy this was built in.</summary>
internal static class SourceCommit
{
    /// <summary>Its short name, and whether something was changed since; words when there is no working copy.</summary>
    public static string Describe()
    {
        var commit = Git("rev-parse", "--short=12", "HEAD");
        return commit.Length == 0 ? "not known: built outside a working copy"
            : Git("status", "--porcelain", "--untracked-files=no").Length == 0 ? commit
            : $"{commit}, and changes";
    }

    private static string Git(params string[] arguments)
    {
        var start = new ProcessStartInfo("git", ["-C", AppContext.BaseDirectory, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var git = Process.Start(start)!;
            var text = git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            return git.ExitCode == 0 ? text.Trim() : "";
        }
        catch (Win32Exception)
        {
            // There is no git.
            return "";
        }
    }
}
