using System.CommandLine;
using System.Text;
using Clearance.Signing;
using Clearance.Storage;

namespace Clearance.Cli;

/// <summary>Heads of a journal that were kept, and the keys by which they are known to be the engine's.</summary>
internal static class KeptHeads
{
    /// <summary>How a kept head's file ends.</summary>
    public const string Extension = ".jws";

    /// <summary>Which heads.</summary>
    public static Option<string[]> Heads() => new("--head")
    {
        Description = "Heads that you kept, files or folders of them: the journal must begin with what it was when each was made.",
        AllowMultipleArgumentsPerToken = true,
    };

    /// <summary>Which keys.</summary>
    public static Option<string[]> Keys() => new("--keys")
    {
        Description = "The engine's public keys as you kept them, of any time: what GET /v1/tokens/keys gave.",
        AllowMultipleArgumentsPerToken = true,
    };

    /// <summary>Reads heads, each signed by one of the keys.</summary>
    /// <exception cref="UsageException">One of them is none, or there are no keys to know it by.</exception>
    public static IReadOnlyList<KeptHead> Read(string[] heads, string[] keys)
    {
        if (heads.Length > 0 == (keys.Length == 0))
        {
            throw new UsageException("--head FILE and --keys FILE go together: whose a head is must be known.");
        }

        var sets = KeySets(keys);
        return [.. heads.SelectMany(FilesOf).Select(file => Kept(file, One(file, sets)))];
    }

    /// <summary>Reads a text as a head, by the keys of any of some files.</summary>
    /// <exception cref="UsageException">It is none of the engine's.</exception>
    public static SignedHead Read(string text, string name, IReadOnlyList<PinnedKeys> sets)
    {
        string? why = null;
        foreach (var set in sets)
        {
            if (SignedHead.Read(text, set, out why) is { } head)
            {
                return head;
            }
        }

        throw new UsageException($"{name} is no head that the engine signed: {why}");
    }

    /// <summary>Reads files of keys.</summary>
    /// <exception cref="UsageException">One cannot be read.</exception>
    public static IReadOnlyList<PinnedKeys> KeySets(string[] files) => [.. files.Select(EngineKeys.Read)];

    /// <summary>Reads a kept head.</summary>
    /// <exception cref="UsageException">It cannot be read, or is none of the engine's.</exception>
    public static SignedHead One(string file, IReadOnlyList<PinnedKeys> sets) => Read(Encoding.UTF8.GetString(EventFile.Bytes(file)), file, sets);

    private static IEnumerable<string> FilesOf(string path)
    {
        if (!Directory.Exists(path))
        {
            return [path];
        }

        var files = Directory.GetFiles(path, $"*{Extension}").Order(StringComparer.Ordinal).ToList();
        return files.Count > 0 ? files : throw new UsageException($"The folder {path} holds no head: no file in it ends with {Extension}.");
    }

    private static KeptHead Kept(string file, SignedHead head) =>
        new(file, head.Journal, [.. head.Lanes.Select(static lane => new KeptLane(lane.Lane, lane.Entries, lane.Peaks))]);
}
