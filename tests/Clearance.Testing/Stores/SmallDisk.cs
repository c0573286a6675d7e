namespace Clearance.Testing.Stores;

/// <summary>A disk of a process's own, in memory, that it alone sees and that is gone when it is.</summary>
public static class SmallDisk
{
    private const string MountAndRun =
        """mount -t tmpfs -o size="$1" tmpfs "$2" && chown "$3" "$2" && shift 3 && exec "$@" """;

    /// <summary>Whether there may be one: it takes the right to mount.</summary>
    public static bool IsPossible { get; } = Environment.IsPrivilegedProcess
        && Commands.ExitCode("unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", Path.GetTempPath()) == 0;

    /// <summary>What to put before a command, so that it has one.</summary>
    /// <param name="size">How large, as mount reads it.</param>
    /// <param name="folder">Where.</param>
    /// <param name="owner">Whose.</param>
    public static string[] For(string size, string folder, string owner) =>
        ["unshare", "-m", "sh", "-c", MountAndRun, "sh", size, folder, owner];

    /// <summary>Fills it to the last byte.</summary>
    /// <param name="process">The process that has it.</param>
    /// <param name="folder">Where it has it.</param>
    /// <returns>The file to delete so that there is room again.</returns>
    public static string Fill(int process, string folder)
    {
        var ballast = $"/proc/{process}/root{folder}/ballast";
        using var file = File.OpenHandle(ballast, FileMode.Create, FileAccess.Write);
        var block = new byte[4096];
        try
        {
            for (long at = 0; ; at += block.Length)
            {
                RandomAccess.Write(file, block, at);
            }
        }
        catch (IOException)
        {
            return ballast;
        }
    }
}
