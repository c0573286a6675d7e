namespace Clearance.LoadTests.Peers;

/// <summary>What the peers are called on command lines.</summary>
internal static class PeerNames
{
    public const string PerEvent = "per-event";
    public const string PerCall = "per-call";
    public const string SetBased = "set-based";
    public const string DictionaryPostgres = "dictionary-postgres";
    public const string DictionarySqlite = "dictionary-sqlite";
    public const string Redis = "redis";
    public const string Bytes = "bytes";
}
