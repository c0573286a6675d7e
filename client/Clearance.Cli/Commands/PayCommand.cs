using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clearance.Client;
using Spectre.Console;

namespace Clearance.Cli;

/// <summary><c>clearance pay</c>: posts the payment that the decision asks for, as a bank would, and shows what became of it.</summary>
internal static class PayCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Consoles consoles)
    {
        var declaration = Options.Declaration();
        var bank = new Option<string>("--bank") { Description = "The bank that confirms, 2 to 11 of A-Z 0-9.", Required = true };
        var reference = new Option<string>("--reference")
        {
            Description = "The bank's reference; the payment's id is BANK:REFERENCE, and counts once.",
            Required = true,
        };
        var debited = new Option<DateTimeOffset?>("--debited-at") { Description = "When the payer was debited. Default: now." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Show the event, post nothing." };
        return new Command(
            "pay", "Confirms all that the declaration's lines miss, by one payment of a bank. Ends with 1 when the goods are still held.")
        {
            declaration, bank, reference, debited, dryRun,
        }.Does(consoles, (session, parsed, cancel) => Run(
            session,
            new Payment(
                parsed.GetValue(declaration)!, parsed.GetValue(bank)!, parsed.GetValue(reference)!,
                parsed.GetValue(debited) ?? DateTimeOffset.UtcNow, parsed.GetValue(dryRun)),
            cancel));
    }

    private static async Task<int> Run(Session session, Payment payment, CancellationToken cancel)
    {
        var path = $"v1/declarations/{Uri.EscapeDataString(payment.Declaration)}/eligibility";
        var before = await session.Client.Get(path, cancel);
        var e = EventOf(before, payment);
        if (payment.IsDryRun)
        {
            session.Out.Profile.Out.Writer.WriteLine(e.ToJsonString());
            return ExitCode.Done;
        }

        var result = (await session.Client.PostEvents(Streams.Payments, JsonSerializer.SerializeToUtf8Bytes(e), cancel))[0];
        session.Say(
            $"{Markup.Escape(result.Id ?? "")}: {Markup.Escape(result.Status)} {Markup.Escape(result.Detail ?? "")}".TrimEnd());
        var after = await session.Client.Get(path, cancel);
        session.Show(after, it => DecisionScreen.Write(session.Out, it, session.Language));
        return result.IsApplied && DecisionScreen.MayGo(after) ? ExitCode.Done : ExitCode.No;
    }

    private static JsonObject EventOf(JsonElement decision, Payment payment)
    {
        var steps = decision.Items("toRelease").Where(static step => step.Text("action") == "pay").ToList();
        if (steps.Count == 0)
        {
            throw new UsageException(
                $"There is nothing to pay on {payment.Declaration}: its outcome is '{decision.Text("outcome")}'. 'clearance status' says why.");
        }

        var rows = new JsonArray();
        foreach (var step in steps)
        {
            rows.Add(new JsonObject
            {
                ["row"] = rows.Count + 1,
                ["declaration"] = decision.Text("declaration"),
                ["code"] = step.Text("code"),
                ["account"] = step.Text("account"),
                ["amount"] = step.Amount("amount"),
            });
        }

        return new JsonObject
        {
            ["type"] = "PaymentConfirmed",
            ["id"] = $"{payment.Bank}:{payment.Reference}",
            ["at"] = payment.DebitedAt.ToString("O"),
            ["bank"] = payment.Bank,
            ["taxpayer"] = decision.Text("taxpayer"),
            ["debitedAt"] = payment.DebitedAt.ToString("O"),
            ["rows"] = rows,
        };
    }

    private sealed record Payment(string Declaration, string Bank, string Reference, DateTimeOffset DebitedAt, bool IsDryRun);
}
