using System.CommandLine;

namespace Clearance.Cli;

/// <summary><c>clearance journal</c>: the record of decisions.</summary>
internal static class JournalCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Consoles consoles) => new("journal", "The record of all decisions.")
    {
        JournalVerifyCommand.Create(consoles), JournalHeadCommand.Create(consoles),
    };
}
