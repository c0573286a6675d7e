using System.Globalization;

namespace Clearance.Storage;

/// <summary>What an engine is called where it says that it has a store open.</summary>
internal static class Holders
{
    /// <summary>This process, since now.</summary>
    public static string ThisProcess(TimeProvider clock)
    {
        var since = clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return $"process {Environment.ProcessId} on {Environment.MachineName} since {since}";
    }
}
