using System.Buffers;
using System.Text.Json;
using Clearance.Signing;

namespace Clearance.Silo;

/// <summary>The key that release tokens are signed with, and the public keys that gates verify them by.</summary>
internal sealed class TokenKeys(SiloSettings settings) : IHostedService
{
    private SigningKey? key;

    /// <summary>The private key.</summary>
    /// <exception cref="ProblemException">None is set: this engine makes no tokens.</exception>
    public SigningKey Key => key ?? throw new ProblemException(new Problem(
        StatusCodes.Status404NotFound, "NoTokens", "This engine makes no release tokens: Clearance:Tokens:KeyFile is not set."));

    /// <summary>Its public half, and those before it whose tokens may not have expired, as a JSON Web Key Set.</summary>
    public byte[] Public { get; private set; } = [];

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (settings.TokensKeyFile.Length > 0)
        {
            key = Read("KeyFile", settings.TokensKeyFile, file => SigningKey.FromPem(File.ReadAllText(file), settings.TokensKid));
            var previous = settings.TokensPreviousFile.Length == 0 ? null : Read("PreviousKeys", settings.TokensPreviousFile, File.ReadAllBytes);
            Public = Read("PreviousKeys", settings.TokensPreviousFile, _ => Write(key, previous));
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static byte[] Write(SigningKey key, byte[]? previous)
    {
        var bytes = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(bytes);
        json.WriteStartObject();
        json.WriteStartArray("keys"u8);
        key.WritePublic(json);
        if (previous is not null)
        {
            using var document = JsonDocument.Parse(previous);
            foreach (var one in document.RootElement.GetProperty("keys"u8).EnumerateArray())
            {
                one.WriteTo(json);
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        var set = bytes.WrittenSpan.ToArray();

        // What gates could not read is not given to them: a private key, two of one name, another kind.
        ReleaseTokenVerifier.ReadKeys(set);
        return set;
    }

    private static T Read<T>(string option, string file, Func<string, T> read)
    {
        try
        {
            return read(file);
        }
        catch (Exception refused) when (refused
            is KeyFileException or IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new SettingsException($"Clearance:Tokens:{option} is '{file}': {refused.Message}.");
        }
    }
}
