using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clearance.Storage;

/// <summary>What stands beside a backup: what it is of, and by what it is recognised when it is restored.</summary>
public sealed record BackupManifest
{
    /// <summary>The form written; a greater one is refused.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The manifest's name in the backup's folder.</summary>
    public const string FileName = "manifest.json";

    /// <summary>The form of the manifest.</summary>
    public required int Format { get; init; }

    /// <summary><c>sqlite</c> or <c>postgres</c>.</summary>
    public required string Store { get; init; }

    /// <summary>The version of the store's tables.</summary>
    public required int SchemaVersion { get; init; }

    /// <summary>The version of the program that made the backup.</summary>
    public required string MadeBy { get; init; }

    /// <summary>When the copy was begun; what the store held then, and nothing later, is in it.</summary>
    public required DateTimeOffset TakenAt { get; init; }

    /// <summary>The file's name.</summary>
    public required string File { get; init; }

    /// <summary>Its length.</summary>
    public required long Bytes { get; init; }

    /// <summary>Its SHA-256, in hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The digest of what everything in it means: see <see cref="StateDigest"/>.</summary>
    public required string StateDigest { get; init; }

    /// <summary>Taxpayers of whom something is known.</summary>
    public required long Taxpayers { get; init; }

    /// <summary>Registered declarations.</summary>
    public required long Declarations { get; init; }

    /// <summary>How much it holds otherwise.</summary>
    public required StoreCounts Counts { get; init; }

    /// <summary>How far each partition of the topics was finished: where the engine goes on reading after a restore.</summary>
    public required IReadOnlyList<BackupPosition> Positions { get; init; }

    /// <summary>Every table, by its rows.</summary>
    public required IReadOnlyList<TableDigest> Tables { get; init; }

    /// <summary>Reads the manifest of a backup.</summary>
    /// <param name="backup">The backup's folder.</param>
    /// <exception cref="BackupException">There is none, it cannot be read, or it is of a newer program.</exception>
    public static BackupManifest Read(string backup)
    {
        ArgumentNullException.ThrowIfNull(backup);
        var path = Path.Combine(backup, FileName);
        if (!System.IO.File.Exists(path))
        {
            throw new BackupException($"'{backup}' is no backup: there is no '{FileName}' in it.");
        }

        BackupManifest? manifest;
        try
        {
            var bytes = System.IO.File.ReadAllBytes(path);
            using (var document = JsonDocument.Parse(bytes))
            {
                RefuseNewer(path, document.RootElement);
            }

            manifest = JsonSerializer.Deserialize(bytes, ManifestJson.Default.BackupManifest);
        }
        catch (Exception wrong) when (wrong is JsonException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            throw new BackupException($"'{path}' cannot be read as a backup's manifest: {wrong.Message}", wrong);
        }

        return manifest is { Store: StoreBackup.Sqlite or StoreBackup.Postgres } && Path.GetFileName(manifest.File) == manifest.File
            ? manifest
            : throw new BackupException($"'{path}' names no store and file of a backup.");
    }

    /// <summary>The manifest as it is written.</summary>
    internal byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, ManifestJson.Default.BackupManifest);

    /// <summary>Before the rest is read: a newer form may have other members.</summary>
    private static void RefuseNewer(string path, JsonElement manifest)
    {
        if (manifest.TryGetProperty("format", out var format) && format.TryGetInt32(out var number) && number > CurrentFormat)
        {
            throw new BackupException($"'{path}' has form {number}; this program knows forms up to {CurrentFormat}. Use a newer one.");
        }
    }
}

/// <summary>How far a partition was finished.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Partition">The partition of its topic.</param>
/// <param name="Next">The offset after the last finished message.</param>
public sealed record BackupPosition(string Stream, int Partition, long Next);

/// <summary>A backup cannot be made, or is not what it should be: nothing was put anywhere.</summary>
public sealed class BackupException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The manifest's JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;
