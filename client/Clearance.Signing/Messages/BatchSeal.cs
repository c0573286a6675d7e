using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Clearance.Signing;

/// <summary>What one signature says of many events: the root of their tree of hashes, and how many they are.</summary>
/// <param name="Root">The root.</param>
/// <param name="Count">How many.</param>
internal sealed record BatchSeal(byte[] Root, int Count)
{
    /// <summary>The type a seal's header must name.</summary>
    public const string Type = "clearance-seal+jws";

    /// <summary>The most events of one seal.</summary>
    public const int CountMax = 1_000_000;

    /// <summary>Longer than any payload.</summary>
    public const int PayloadMax = 128;

    /// <summary>The payload: there is one text for a seal.</summary>
    public byte[] Payload() =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"root\":\"{Base64UrlText.Of(Root)}\",\"count\":{Count}}}"));

    /// <summary>Reads a payload; null: it is none that <see cref="Payload"/> would write.</summary>
    public static BatchSeal? Read(byte[] payload)
    {
        try
        {
            using var json = JsonDocument.Parse(payload);
            var members = new Members(json.RootElement, "root", "count");
            var seal = new BatchSeal(members.Bytes("root"), members.Any("count").GetInt32());
            return seal.Root.Length == MerkleTree.HashLength && seal.Count is > 0 and <= CountMax && seal.Payload().AsSpan().SequenceEqual(payload)
                ? seal
                : null;
        }
        catch (Exception wrong) when (wrong is JsonException or KeyFileException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }
}
