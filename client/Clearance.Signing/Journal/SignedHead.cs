using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Clearance.Signing;

/// <summary>A lane of a journal as it stood: how many entries, and the tree of their hashes.</summary>
/// <param name="Lane">Which lane.</param>
/// <param name="Entries">How many entries it had, at positions 1 to this one.</param>
/// <param name="Peaks">
/// The roots of the full subtrees of the tree of RFC 6962 over the entries' hashes, the largest and first one first: as many as the binary
/// number of entries has ones. The tree's root follows from them.
/// </param>
public sealed record HeadLane(int Lane, long Entries, IReadOnlyList<byte[]> Peaks);

/// <summary>How a journal stood at one moment, signed by its engine: who keeps it elsewhere can show that the past was not rewritten since.</summary>
public sealed record SignedHead
{
    private const string Type = "clearance-journal-head+jws";
    private const int TextMax = 64 * 1024;
    private const int LanesMax = 32;

    /// <summary>Which engine says it.</summary>
    public required string Issuer { get; init; }

    /// <summary>Of which journal: a name that it keeps as long as its store lives, in backups too.</summary>
    public required string Journal { get; init; }

    /// <summary>What was recorded by then is in it.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>Its lanes with entries, in order.</summary>
    public required IReadOnlyList<HeadLane> Lanes { get; init; }

    /// <summary>How many entries it is of in all.</summary>
    public long Entries => Lanes.Sum(static lane => lane.Entries);

    /// <summary>Signs it.</summary>
    /// <returns>A compact JWS.</returns>
    public string Sign(SigningKey key)
    {
        var bytes = new ArrayBufferWriter<byte>(4096);
        using var json = new Utf8JsonWriter(bytes);
        json.WriteStartObject();
        json.WriteString("iss"u8, Issuer);
        json.WriteNumber("iat"u8, IssuedAt.ToUnixTimeSeconds());
        json.WriteString("journal"u8, Journal);
        json.WriteStartArray("lanes"u8);
        foreach (var lane in Lanes)
        {
            json.WriteStartObject();
            json.WriteNumber("lane"u8, lane.Lane);
            json.WriteNumber("entries"u8, lane.Entries);
            json.WriteStartArray("peaks"u8);
            foreach (var peak in lane.Peaks)
            {
                json.WriteStringValue(Base64UrlText.Of(peak));
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return Jws.Sign(key, Type, bytes.WrittenSpan);
    }

    /// <summary>Reads a head, or says why it is none of the engine's.</summary>
    /// <param name="text">What <c>GET /v1/journal/head</c> gave.</param>
    /// <param name="keys">The engine's public keys, as somebody kept them who does not have to ask it.</param>
    /// <param name="why">A sentence; null when it is one.</param>
    public static SignedHead? Read(string text, PinnedKeys keys, out string? why)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(keys);
        var check = Jws.Verify(keys, text.AsSpan().Trim(), Type, TextMax, DateTimeOffset.UnixEpoch, out var payload);
        why = check.Why;
        if (!check.IsValid)
        {
            return null;
        }

        try
        {
            return Read(payload);
        }
        catch (KeyFileException wrong)
        {
            why = $"What the head says cannot be read: {wrong.Message}.";
            return null;
        }
    }

    /// <summary>
    /// Why this cannot be the same journal grown, by the two heads alone, a sentence; null: nothing speaks against it. Only the journal itself
    /// can show that it is.
    /// </summary>
    /// <param name="earlier">The head before.</param>
    public string? WhyNotAfter(SignedHead earlier)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        if (earlier.Journal != Journal)
        {
            return "It is of another journal than the one before.";
        }

        if (IssuedAt < earlier.IssuedAt)
        {
            return "It was made before the one before: a clock was set back, or an old one was given again.";
        }

        foreach (var before in earlier.Lanes)
        {
            if (Lanes.FirstOrDefault(lane => lane.Lane == before.Lane) is not { } now || now.Entries < before.Entries)
            {
                return string.Create(CultureInfo.InvariantCulture, $"Lane {before.Lane} had {before.Entries} entries and has fewer.");
            }

            if (!SharedPeaksAreSame(before, now))
            {
                return string.Create(CultureInfo.InvariantCulture, $"The first entries of lane {before.Lane} are not those that were there.");
            }
        }

        return null;
    }

    /// <summary>What both are of begins alike, peak for peak, as far as their sizes do: in the numbers' highest binary digits.</summary>
    private static bool SharedPeaksAreSame(HeadLane before, HeadLane now)
    {
        var (left, right) = ((ulong)before.Entries, (ulong)now.Entries);
        for (var i = 0; left > 0 && right > 0 && BitOperations.Log2(left) == BitOperations.Log2(right); i++)
        {
            if (!before.Peaks[i].AsSpan().SequenceEqual(now.Peaks[i]))
            {
                return false;
            }

            (left, right) = (left ^ (1UL << BitOperations.Log2(left)), right ^ (1UL << BitOperations.Log2(right)));
        }

        return true;
    }

    private static SignedHead Read(byte[] payload)
    {
        using var json = Members.Parse(payload);
        var members = new Members(json.RootElement, "iss", "iat", "journal", "lanes");
        var lanes = new List<HeadLane>();
        foreach (var entry in members.Array("lanes"))
        {
            var one = new Members(entry, "lane", "entries", "peaks");
            var (number, entries) = (one.Number("lane"), one.Number("entries"));
            var peaks = one.Array("peaks").Select(Peak).ToList();
            if (number >= LanesMax || (lanes.Count > 0 && number <= lanes[^1].Lane))
            {
                throw new KeyFileException("its lanes are not in order");
            }

            if (entries == 0 || peaks.Count != BitOperations.PopCount((ulong)entries))
            {
                throw new KeyFileException($"a lane of {entries} entries has not {peaks.Count} peaks");
            }

            lanes.Add(new HeadLane((int)number, entries, peaks));
        }

        return new SignedHead
        {
            Issuer = members.Text("iss"),
            Journal = members.Text("journal"),
            IssuedAt = members.Seconds("iat"),
            Lanes = lanes,
        };
    }

    private static byte[] Peak(JsonElement peak) =>
        peak.ValueKind == JsonValueKind.String && Base64UrlText.TryRead(peak.GetString(), out var hash) && hash.Length == MerkleTree.HashLength
            ? hash
            : throw new KeyFileException("a peak is no hash");
}
