using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clearance.Signing;
using Spectre.Console;

namespace Clearance.Cli;

/// <summary><c>clearance journal head</c>: how the journal stands, signed, to be kept where nobody of the engine's can reach it.</summary>
internal static class JournalHeadCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Consoles consoles)
    {
        var keep = new Option<string?>("--keep")
        {
            Description = "A folder to keep it in, as a file of its own. Ends with 1, and keeps it, when it does not go on from the last one there.",
        };
        var keys = KeptHeads.Keys();
        return new Command("head", "Asks the engine for a signed head of its journal, and writes it.") { keep, keys }
            .Does(consoles, async (session, parsed, cancel) =>
            {
                var (folder, files) = (parsed.GetValue(keep), parsed.GetValue(keys) ?? []);
                if (folder is null != (files.Length == 0))
                {
                    throw new UsageException("--keep FOLDER and --keys FILE go together: what is not the engine's is not kept.");
                }

                var sets = KeptHeads.KeySets(files);
                var text = await session.Client.JournalHead(cancel);
                if (folder is not null)
                {
                    return Keep(session, text, folder, sets);
                }

                session.Out.Profile.Out.Writer.WriteLine(text);
                return ExitCode.Done;
            });
    }

    private static int Keep(Session session, string text, string folder, IReadOnlyList<PinnedKeys> sets)
    {
        var head = KeptHeads.Read(text, "What the engine gave", sets);
        string file;
        string? why;
        try
        {
            Directory.CreateDirectory(folder);
            var before = Directory.GetFiles(folder, $"*{KeptHeads.Extension}").Max(StringComparer.Ordinal);
            why = before is null ? null : head.WhyNotAfter(KeptHeads.One(before, sets));
            file = Write(folder, head, text);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{folder}: {refused.Message}");
        }

        session.Show(Json(head, file, why), _ => session.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{Markup.Escape(file)}: {head.Entries} entries in {head.Lanes.Count} lanes{(why is null ? "" : $", [red]{Markup.Escape(why)}[/]")}")));
        return why is null ? ExitCode.Done : ExitCode.No;
    }

    /// <summary>Writes a file that was not there: what was kept is never written over.</summary>
    private static string Write(string folder, SignedHead head, string text)
    {
        var path = Path.Combine(folder, head.IssuedAt.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture) + KeptHeads.Extension);
        if (File.Exists(path) && File.ReadAllText(path).Trim() == text)
        {
            return path;
        }

        using var file = new FileStream(path, FileMode.CreateNew);
        file.Write(Encoding.ASCII.GetBytes(text + "\n"));
        file.Flush(flushToDisk: true);
        return path;
    }

    private static JsonElement Json(SignedHead head, string file, string? why) => JsonSerializer.SerializeToElement(new JsonObject
    {
        ["file"] = file,
        ["issuer"] = head.Issuer,
        ["journal"] = head.Journal,
        ["issuedAt"] = head.IssuedAt.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        ["entries"] = head.Entries,
        ["goesOn"] = why is null,
        ["why"] = why,
    });
}
