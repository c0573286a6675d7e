using System.Collections.Immutable;
using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary><c>GET /declarations/{n}</c>: one declaration for people, with what frees it and how it came to stand where it stands.</summary>
internal sealed class DeclarationPage(EngineService engine)
{
    private const int EntriesMax = 50;

    /// <summary>Answers with the page.</summary>
    public async Task Get(HttpContext context)
    {
        var key = RequestReader.Declaration(context.Request, out var asked);
        var open = engine.Engine;
        var shell = ConsoleShell.Of(context, open);
        var history = await History(open, key, context.RequestAborted);
        if (await open.Entities.Declaration(key).Owner() is { } owner)
        {
            var (root, declaration) = await open.Entities.Taxpayer(owner).Find(key);
            var known = declaration ?? throw new StateConflictException($"{key} is not in its ledger.");
            var seen = new SeenDeclaration(root, known, root.Decide(known, open.Today), history);
            await shell.Write(context, PaperText.Number(known), Of(shell, seen));
            return;
        }

        var identity = await open.Identity(key, context.RequestAborted);
        await shell.Write(context, asked, Unregistered(shell, asked, Assessment.Unregistered(key, identity, open.Today), history));
    }

    /// <summary>The latest entries, the last one first.</summary>
    private static async Task<ImmutableArray<RecordedDecision>> History(Engine open, DeclarationKey key, CancellationToken cancel)
    {
        var latest = new Queue<JournalRecord>();
        for (var next = 1L; ;)
        {
            var page = await open.Store.ReadJournal(key, next, 500, cancel);
            foreach (var record in page)
            {
                latest.Enqueue(record);
                if (latest.Count > EntriesMax)
                {
                    latest.Dequeue();
                }

                next = record.Entry.Sequence + 1;
            }

            if (page.Count < 500)
            {
                return [.. latest.Reverse().Select(static record => RecordedDecision.Read(record.Entry))];
            }
        }
    }

    private static HtmlWriter Of(ConsoleShell shell, SeenDeclaration seen)
    {
        var html = new HtmlWriter();
        var registration = seen.Declaration.Registration;
        html.Add($"<h1>{shell.Say("Declaration", "Tờ khai")} <span class=\"id\">{PaperText.Number(seen.Declaration)}</span></h1>\n<p class=\"verdict\">");
        shell.Badge(html, seen.Decision.Outcome);
        html.Add($" <strong>{StepMessages.Of(seen.Decision.Outcome, shell.Culture)}</strong></p>\n<dl class=\"facts\">");
        Fact(html, shell.Say("Taxpayer", "Người nộp thuế"), () =>
            html.Add($"<a href=\"/taxpayers/{seen.Declaration.Owner.Value}{shell.Query}\">{seen.Declaration.Owner.Value}</a>"));
        Fact(html, shell.Say("Registered", "Đăng ký"), () =>
            html.Add($"{shell.Time(registration.RegisteredAt)}"));
        Fact(html, shell.Say("Age", "Tuổi"), () => html.Add($"{shell.Age(registration.RegisteredAt)}"));
        Fact(html, shell.Say("Serves through", "Có giá trị đến"), () => html.Add($"{seen.Declaration.LastDay.ToString("d", shell.Culture)}"));
        Fact(html, shell.Say("Office, channel, term", "Đơn vị, luồng, thời hạn nộp"), () =>
            html.Add($"{registration.Office.ToString()}, {registration.Channel.ToString()}, {registration.Term.ToString()}"));
        Fact(html, shell.Say("Invoice, bill of lading", "Hóa đơn, vận đơn"), () =>
            html.Add($"{registration.Invoice ?? "–"}, {registration.BillOfLading ?? "–"}"));
        html.Add($"</dl>\n");
        Reasons(html, shell, seen);
        MoneyTables.Lines(html, shell, seen);
        MoneyTables.Meant(html, shell, seen);
        Timeline(html, shell, seen.History);
        return html;
    }

    private static void Fact(HtmlWriter html, string name, Action value)
    {
        html.Add($"<div><dt>{name}</dt><dd>");
        value();
        html.Add($"</dd></div>");
    }

    private static HtmlWriter Unregistered(
        ConsoleShell shell, string asked, Decision decision, ImmutableArray<RecordedDecision> history)
    {
        var html = new HtmlWriter();
        html.Add($"<h1>{shell.Say("Declaration", "Tờ khai")} <span class=\"id\">{asked}</span></h1>\n<p class=\"verdict\">");
        shell.Badge(html, decision.Outcome);
        html.Add($" <strong>{StepMessages.Of(decision.Outcome, shell.Culture)}</strong></p>\n");
        Timeline(html, shell, history);
        return html;
    }

    private static void Reasons(HtmlWriter html, ConsoleShell shell, SeenDeclaration seen)
    {
        if (seen.Decision.Reasons.IsEmpty)
        {
            return;
        }

        // The sentences name amounts; who may not see those is told the names of the rules.
        html.Add($"<section class=\"path\"><h2>{shell.Say("Shortest path to release", "Cách ngắn nhất để hàng được đi")}</h2>\n<ol>\n");
        foreach (var step in seen.Decision.ToRelease)
        {
            html.Add($"<li>{(shell.SeesAmounts ? StepMessages.Of(step, shell.Culture) : step.Action.ToString())}</li>\n");
        }

        html.Add($"</ol>\n");
        if (seen.Decision.ToRelease.IsEmpty)
        {
            html.Add($"<p class=\"empty\">{shell.Say("Nothing that anybody could do is known.", "Chưa biết phải làm gì.")}</p>\n");
        }

        html.Add($"</section>\n<section><h2>{shell.Say("Why it is held", "Vì sao chưa được đi")}</h2>\n<ul class=\"reasons\">\n");
        foreach (var reason in seen.Decision.Reasons)
        {
            var laws = string.Join("; ", ReasonSources.Of(reason.Code).Laws);
            html.Add($"<li><code>{reason.Code.ToString()}</code>");
            if (reason.Vnaccs is { } refusal)
            {
                html.Add($" <code>{refusal}</code>");
            }

            if (shell.SeesAmounts)
            {
                html.Add($" {ReasonMessages.Of(reason, seen.Decision.On, shell.Culture)}");
            }

            html.Add($"<small>{laws}</small></li>\n");
        }

        html.Add($"</ul></section>\n");
    }

    private static void Timeline(HtmlWriter html, ConsoleShell shell, ImmutableArray<RecordedDecision> history)
    {
        html.Add($"<section><h2>{shell.Say("How it came to this", "Diễn biến")}</h2>\n<p class=\"note\">{shell.Say("The last decision first; times at UTC+7.", "Quyết định mới nhất trước; giờ Việt Nam.")}</p>\n");
        if (history.IsEmpty)
        {
            html.Add($"<p class=\"empty\">{shell.Say("No decision was ever recorded of it.", "Chưa có quyết định nào được ghi.")}</p></section>\n");
            return;
        }

        html.Add($"<ol class=\"timeline\">\n");
        foreach (var entry in history)
        {
            html.Add($"<li><time datetime=\"{entry.At.ToString()}\">{shell.Time(entry.At)}</time> ");
            shell.Badge(html, entry.Decision.Outcome);
            html.Add($" <span class=\"why\">{string.Join(", ", entry.Decision.Reasons.Select(static reason => reason.Code.ToString()))}</span>");
            html.Add($"<span class=\"cause\">{Causes(shell, entry)}</span></li>\n");
        }

        html.Add($"</ol></section>\n");
    }

    private static string Causes(ConsoleShell shell, RecordedDecision entry)
    {
        var causes = entry.Causes.IsEmpty
            ? shell.Say("the date, or another declaration's event", "do ngày, hoặc sự kiện của tờ khai khác")
            : string.Join(", ", entry.Causes.Take(5)) + (entry.Causes.Length > 5 ? " …" : "");
        return entry.Alerts.IsEmpty ? causes : $"{causes} · {string.Join(", ", entry.Alerts)}";
    }
}

/// <summary>A declaration as it is shown.</summary>
/// <param name="Root">Its ledger at one moment.</param>
/// <param name="Declaration">The declaration at that moment.</param>
/// <param name="Decision">What is decided today.</param>
/// <param name="History">What was decided before, the last one first.</param>
internal sealed record SeenDeclaration(
    LedgerRoot Root, Declaration Declaration, Decision Decision, ImmutableArray<RecordedDecision> History);
