using Clearance.Signing;

namespace Clearance.Cli;

/// <summary>The engine's public keys, from a file and not from the engine.</summary>
internal static class EngineKeys
{
    /// <summary>Reads what <c>GET /v1/tokens/keys</c> gave.</summary>
    /// <exception cref="UsageException">It cannot be read.</exception>
    public static PinnedKeys Read(string file)
    {
        try
        {
            return ReleaseTokenVerifier.ReadKeys(EventFile.Bytes(file));
        }
        catch (KeyFileException refused)
        {
            throw new UsageException($"{file}: {refused.Message}.");
        }
    }
}
