namespace Clearance.Cli;

/// <summary>What the tool ends with; README.md tells users the same.</summary>
internal static class ExitCode
{
    /// <summary>It was done; the answer is yes.</summary>
    public const int Done = 0;

    /// <summary>It was done, and the answer is no: goods are held, an event was not accepted, a file differs, a journal was altered.</summary>
    public const int No = 1;

    /// <summary>The command line is wrong, or a file it names.</summary>
    public const int Usage = 2;

    /// <summary>The engine cannot be reached, or cannot answer now: try again.</summary>
    public const int Unreachable = 3;

    /// <summary>The engine refused the call.</summary>
    public const int Refused = 4;

    /// <summary>Ended by the user (128 + SIGINT).</summary>
    public const int Cancelled = 130;
}
