using System.Globalization;
using Npgsql;

namespace Clearance.LoadTests;

/// <summary>The server of a database, when it runs on this machine.</summary>
internal static class DatabaseServer
{
    /// <summary>Its first process; 0: it runs elsewhere.</summary>
    public static async Task<int> Find(string connection, CancellationToken cancel)
    {
        await using var session = new NpgsqlConnection(connection);
        await session.OpenAsync(cancel);
        var stat = $"/proc/{session.ProcessID}/stat";
        if (!File.Exists(stat))
        {
            return 0;
        }

        var text = await File.ReadAllTextAsync(stat, cancel);
        return text.Contains("(postgres)", StringComparison.Ordinal)
            ? int.Parse(text[(text.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture)
            : 0;
    }
}
