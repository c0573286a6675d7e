using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clearance.Client;
using Spectre.Console;

namespace Clearance.Cli;

/// <summary><c>clearance suspense</c>: money that pays nothing, where it may belong, and its repair by two officers.</summary>
internal static class SuspenseCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Consoles consoles) => new(
        "suspense", "Money that pays nothing: where it may belong; one officer proposes a move, another approves it.")
    {
        List(consoles), Moves(consoles), Assign(consoles),
        Decide(consoles, "approve", "Approves another officer's move; what it frees is free at once.", static client => client.ApproveMove),
        Decide(consoles, "refuse", "Refuses a move, or takes it back.", static client => client.RefuseMove),
    };

    private static Command List(Consoles consoles)
    {
        var taxpayer = Options.Taxpayer();
        return new Command("list", "Rows in suspense and misdirected ones, with ranked candidates.") { taxpayer }
            .Does(consoles, async (session, parsed, cancel) =>
            {
                var answer = await session.Client.Get($"v1/taxpayers/{Uri.EscapeDataString(parsed.GetValue(taxpayer)!)}/suspense", cancel);
                session.Show(answer, it => WriteRows(session, it));
                return ExitCode.Done;
            });
    }

    private static Command Moves(Consoles consoles)
    {
        var taxpayer = Options.Taxpayer();
        return new Command("moves", "What was proposed, and what became of it.") { taxpayer }
            .Does(consoles, async (session, parsed, cancel) =>
            {
                var answer = await session.Client.Get($"v1/taxpayers/{Uri.EscapeDataString(parsed.GetValue(taxpayer)!)}/moves", cancel);
                session.Show(answer, it => WriteMoves(session.Out, it.Items("moves")));
                return ExitCode.Done;
            });
    }

    private static Command Assign(Consoles consoles)
    {
        var taxpayer = Options.Taxpayer();
        var payment = new Argument<string>("payment") { Description = "The payment's id." };
        var row = new Argument<int>("row") { Description = "The row's number." };
        var declaration = new Argument<string>("declaration") { Description = "Where the money belongs: 11 or 12 digits." };
        var code = new Option<string>("--code") { Description = "The line's sub-item.", Required = true };
        var account = Options.Words(new("--account") { Description = "The line's account.", DefaultValueFactory = static _ => "budget" }, "budget", "deposit");
        var officer = Options.Officer();
        return new Command("assign", "Proposes that a row pays a line; another officer has to approve it.")
        {
            taxpayer, payment, row, declaration, code, account, officer,
        }.Does(consoles, async (session, parsed, cancel) =>
        {
            var proposal = JsonSerializer.SerializeToElement(new JsonObject
            {
                ["id"] = Guid.NewGuid().ToString("N"),
                ["kind"] = "assign",
                ["payment"] = parsed.GetValue(payment),
                ["row"] = parsed.GetValue(row),
                ["declaration"] = parsed.GetValue(declaration),
                ["code"] = parsed.GetValue(code),
                ["account"] = parsed.GetValue(account),
            });
            Show(session, await session.Client.ProposeMove(parsed.GetValue(taxpayer)!, Named(parsed.GetValue(officer)), proposal, cancel));
            return ExitCode.Done;
        });
    }

    private static Command Decide(
        Consoles consoles, string name, string does, Func<ClearanceClient, Func<string, string, string, CancellationToken, Task<Move>>> decide)
    {
        var taxpayer = Options.Taxpayer();
        var id = new Argument<string>("move") { Description = "The move's id, as 'suspense moves' shows it." };
        var officer = Options.Officer();
        return new Command(name, does) { taxpayer, id, officer }.Does(consoles, async (session, parsed, cancel) =>
        {
            var move = await decide(session.Client)(parsed.GetValue(taxpayer)!, parsed.GetValue(id)!, Named(parsed.GetValue(officer)), cancel);
            Show(session, move);
            return move.Status == "rejected" ? ExitCode.No : ExitCode.Done;
        });
    }

    private static string Named(string? officer) => officer is { Length: > 0 } ? officer
        : throw new UsageException("Say who you are: --officer, or CLEARANCE_OFFICER.");

    private static void Show(Session session, Move move)
    {
        var json = JsonSerializer.SerializeToElement(move, JsonSerializerOptions.Web);
        session.Show(json, it => WriteMoves(session.Out, [it]));
    }

    private static void WriteRows(Session session, JsonElement answer)
    {
        session.Say($"in suspense {answer.Dong("suspense")}, misdirected {answer.Dong("misdirected")}");
        foreach (var row in answer.Items("rows"))
        {
            session.Say(
                $"[bold]{Markup.Escape(row.Text("payment"))}[/] row {row.Text("row")}: {row.Dong("amount")} for "
                + $"'{Markup.Escape(row.Text("declaration"))}' {Markup.Escape(row.Text("code"))} {Markup.Escape(row.Text("account"))}, "
                + $"debited {Markup.Escape(row.Text("debitedAt"))} [grey]({Markup.Escape(row.Text("place"))})[/]");
            var table = new Table().Border(TableBorder.Rounded).AddColumns("score", "declaration", "line")
                .AddColumn(DecisionScreen.Right("outstanding")).AddColumn("why");
            foreach (var candidate in row.Items("candidates"))
            {
                table.AddRow(
                    candidate.Text("score"), Markup.Escape(candidate.Text("declaration")),
                    Markup.Escape($"{candidate.Text("code")} {candidate.Text("account")}"), candidate.Dong("outstanding"),
                    Markup.Escape(string.Join(' ', candidate.Items("why").Select(static why => why.Text("detail")))));
            }

            session.Out.Write(table);
        }
    }

    private static void WriteMoves(IAnsiConsole console, IEnumerable<JsonElement> moves)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("move", "kind", "status", "what").AddColumn(DecisionScreen.Right("amount"))
            .AddColumns("maker", "decided by", "why not");
        foreach (var move in moves)
        {
            table.AddRow(
                Markup.Escape(move.Text("id")), Markup.Escape(move.Text("kind")), Markup.Escape(move.Text("status")), Markup.Escape(What(move)),
                move.Dong("amount"), Markup.Escape(move.Text("maker")), Markup.Escape(move.Text("decidedBy")),
                Markup.Escape($"{move.Part("rejection").Text("code")} {move.Part("rejection").Text("detail")}".Trim()));
        }

        console.Write(table);
    }

    private static string What(JsonElement move) => move.Text("kind") switch
    {
        "assign" => $"{move.Text("payment")} row {move.Text("row")} → {move.Text("declaration")} {move.Text("code")} {move.Text("account")}",
        "apply" => $"{From(move)} → {move.Text("to")} {move.Text("code")} {move.Text("account")}",
        _ => $"refund of {From(move)}",
    };

    private static string From(JsonElement move) => move.Text("from") is { Length: > 0 } from ? from : "the taxpayer's surplus";
}
