namespace Clearance.Silo;

/// <summary>The options of PostgreSQL that may hold a password.</summary>
internal static class PostgresSettings
{
    /// <summary>Takes the connection string from a file, which neither a list of processes nor the environment shows.</summary>
    public static string? SetConnectionStringFile(ref SiloSettings settings, string text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (settings.PostgresConnectionString.Length > 0)
        {
            return "Clearance:Store:Postgres:ConnectionString is set too, and one of them must not be";
        }

        try
        {
            settings = settings with { PostgresConnectionString = File.ReadAllText(text).Trim() };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return "it must be a file that the engine may read";
        }

        return settings.PostgresConnectionString.Length > 0 ? null : "the file is empty";
    }
}
