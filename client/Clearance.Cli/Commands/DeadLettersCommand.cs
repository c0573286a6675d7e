using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Clearance.Cli;

/// <summary><c>clearance dlq</c>: what was refused, why, and once more, as it was or put right.</summary>
internal static class DeadLettersCommand
{
    private const int PageSize = 1000;

    /// <summary>The command.</summary>
    public static Command Create(Consoles consoles) => new("dlq", "Dead letters: events that were refused, with the reason and the bytes.")
    {
        List(consoles), ShowOne(consoles), Redrive(consoles),
    };

    private static Command List(Consoles consoles)
    {
        var after = new Option<long>("--after") { Description = "Only those after this id." };
        var code = new Option<string?>("--code") { Description = "Only those refused for this code, as InvalidAmount." };
        return new Command("list", "All of them, oldest first.") { after, code }.Does(consoles, async (session, parsed, cancel) =>
        {
            var letters = await All(session, parsed.GetValue(after), parsed.GetValue(code), cancel);
            session.Show(
                JsonSerializer.SerializeToElement(new JsonObject
                {
                    ["deadLetters"] = new JsonArray([.. letters.Select(static letter => JsonNode.Parse(letter.GetRawText()))]),
                }),
                _ => WriteAll(session.Out, letters));
            return ExitCode.Done;
        });
    }

    private static Command ShowOne(Consoles consoles)
    {
        var id = Id();
        return new Command("show", "One of them, with what was received.") { id }.Does(consoles, async (session, parsed, cancel) =>
        {
            var letter = await session.Client.Get($"v1/dead-letters/{parsed.GetValue(id)}", cancel);
            session.Show(letter, it =>
            {
                WriteAll(session.Out, [it]);
                session.Out.Profile.Out.Writer.WriteLine(it.Text("text") is { Length: > 0 } text ? text : $"base64: {it.Text("base64")}");
            });
            return ExitCode.Done;
        });
    }

    private static Command Redrive(Consoles consoles)
    {
        var id = Id();
        var file = new Option<FileInfo?>("--file") { Description = "An event put right, which is posted in its place." };
        return new Command("redrive", "Posts it to its stream again; it is judged as any event. Ends with 1 when it is not accepted.") { id, file }
            .Does(consoles, async (session, parsed, cancel) =>
            {
                var body = parsed.GetValue(file) is { } named ? EventFile.Read(named.FullName, "any").Single().Utf8 : [];
                var result = await session.Client.Post($"v1/dead-letters/{parsed.GetValue(id)}/redrive", body, isSafe: true, cancel);
                session.Show(result, it => session.Say(Markup.Escape(
                    $"{it.Text("id")}: {it.Text("status")} {it.Text("code")} {it.Text("detail")}".TrimEnd())));
                return result.Text("status") is "accepted" or "duplicate" ? ExitCode.Done : ExitCode.No;
            });
    }

    private static Argument<long> Id() => new("id") { Description = "Its id, as 'dlq list' shows it." };

    private static async Task<List<JsonElement>> All(Session session, long after, string? code, CancellationToken cancel)
    {
        var letters = new List<JsonElement>();
        while (true)
        {
            var page = (await session.Client.Get($"v1/dead-letters?after={after}&limit={PageSize}", cancel)).Items("deadLetters").ToList();
            letters.AddRange(page.Where(letter => code is null || letter.Text("code") == code));
            if (page.Count < PageSize)
            {
                return letters;
            }

            after = page[^1].Amount("id")!.Value;
        }
    }

    private static void WriteAll(IAnsiConsole console, IEnumerable<JsonElement> letters)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("id", "received", "stream", "code", "field", "why");
        foreach (var letter in letters)
        {
            table.AddRow(
                letter.Text("id"), Markup.Escape(letter.Text("receivedAt")), Markup.Escape(letter.Text("stream")),
                $"[red]{Markup.Escape(letter.Text("code"))}[/]", Markup.Escape(letter.Text("field")), Markup.Escape(letter.Text("detail")));
        }

        console.Write(table);
    }
}
