using System.CommandLine;
using Clearance.Client;
using Clearance.Signing;
using Spectre.Console;

namespace Clearance.Cli;

/// <summary><c>clearance send</c>: posts a file of events, in its order.</summary>
internal static class SendCommand
{
    private const int EventsPerCall = 500;
    private const int ShownMax = 20;

    /// <summary>The command.</summary>
    public static Command Create(Consoles consoles)
    {
        var file = new Argument<string>("file") { Description = "One event, an array, or one to a line; - is the standard input." };
        var stream = new Option<string?>("--stream") { Description = "Where they go. Default: each where its type belongs." };
        stream.AcceptOnlyFromAmong(Streams.Declarations, Streams.Taxpayers, Streams.Payments, Streams.Guarantees);
        var key = new Option<string?>("--sign-key") { Description = "A bank's private key, in PEM: signs each call with a bank's events." };
        var kid = new Option<string?>("--kid") { Description = "What that key is called where the engine has pinned it." };
        return new Command(
            "send", "Posts events in the order of the file; sent again, they count once. Ends with 1 when any is not accepted.")
        {
            file, stream, key, kid,
        }.Does(consoles, (session, parsed, cancel) => Run(
            session, EventFile.Read(parsed.GetValue(file)!, parsed.GetValue(stream)), Signer(parsed.GetValue(key), parsed.GetValue(kid)), cancel));
    }

    private static BankSigner? Signer(string? key, string? kid) => (key, kid) switch
    {
        (null, null) => null,
        ({ } file, { } name) => new BankSigner(KeysCommand.Read(file, name)),
        _ => throw new UsageException("--sign-key and --kid belong together."),
    };

    private static async Task<int> Run(Session session, List<FileEvent> events, BankSigner? signer, CancellationToken cancel)
    {
        var results = new List<EventResult>(events.Count);
        if (session.IsJson || !session.Out.Profile.Out.IsTerminal)
        {
            await Send(session, events, signer, results, static _ => { }, cancel);
        }
        else
        {
            await session.Out.Progress().StartAsync(async progress =>
            {
                var task = progress.AddTask("events", maxValue: events.Count);
                await Send(session, events, signer, results, sent => task.Increment(sent), cancel);
            });
        }

        Show(session, results);
        return results.All(static result => result.IsApplied) ? ExitCode.Done : ExitCode.No;
    }

    private static async Task Send(
        Session session, List<FileEvent> events, BankSigner? signer, List<EventResult> results, Action<int> sent, CancellationToken cancel)
    {
        for (var from = 0; from < events.Count;)
        {
            var until = from + 1;
            while (until < events.Count && until - from < EventsPerCall && events[until].Stream == events[from].Stream)
            {
                until++;
            }

            var body = Body(events, from, until);
            results.AddRange(signer is not null && events[from].Stream is (Streams.Payments or Streams.Guarantees)
                ? await session.Client.PostSigned(events[from].Stream, body, signer, cancel)
                : await session.Client.PostEvents(events[from].Stream, body, cancel));
            sent(until - from);
            from = until;
        }
    }

    private static byte[] Body(List<FileEvent> events, int from, int until)
    {
        var body = new MemoryStream();
        for (var i = from; i < until; i++)
        {
            body.WriteByte(i == from ? (byte)'[' : (byte)',');
            body.Write(events[i].Utf8);
        }

        body.WriteByte((byte)']');
        return body.ToArray();
    }

    private static void Show(Session session, List<EventResult> results)
    {
        if (session.IsJson)
        {
            session.Show(ResultJson.Of(results), static _ => { });
            return;
        }

        foreach (var group in results.GroupBy(static result => result.Status).OrderBy(static group => group.Key, StringComparer.Ordinal))
        {
            session.Say($"{Markup.Escape(group.Key)}: [bold]{group.Count()}[/]");
        }

        var wrong = results.Where(static result => !result.IsApplied).ToList();
        foreach (var result in wrong.Take(ShownMax))
        {
            session.Say(
                $"  [red]{Markup.Escape(result.Id ?? "(no id)")}[/] {Markup.Escape(result.Code ?? result.Status)} "
                + Markup.Escape($"{result.Field} {result.Detail}".Trim()));
        }

        if (wrong.Count > ShownMax)
        {
            session.Say($"  and {wrong.Count - ShownMax} more; --json shows all");
        }
    }
}
