using Clearance.Client;
using Clearance.Workload;
using Spectre.Console;

namespace Clearance.Demo;

/// <summary>Some held declarations: why, and what would free them, in both languages; and one freed on the spot.</summary>
internal sealed class WorkedExamples(EngineApi engine, DemoOptions options)
{
    private const int ExamplesMax = 3;

    /// <summary>The most telling first.</summary>
    private static readonly string[] Telling =
        ["PaymentMisdirected", "OverdueDebt", "GuaranteeInsufficient", "TaxUnpaid", "GuaranteeNotFound", "InspectionPending"];

    public async Task Write(IReadOnlyList<Decision> decisions, CancellationToken cancel)
    {
        foreach (var example in Choose(decisions))
        {
            Show(example);
        }

        var payable = decisions.FirstOrDefault(IsFreedByMoney);
        if (payable is not null)
        {
            await Free(payable, cancel);
        }
    }

    private static bool IsFreedByMoney(Decision decision) =>
        decision.ToRelease.Count > 0 && decision.ToRelease.All(step => step.Action is "pay" or "pay-debt");

    private static List<Decision> Choose(IReadOnlyList<Decision> decisions)
    {
        var chosen = new List<Decision>();
        foreach (var code in Telling)
        {
            var found = decisions.FirstOrDefault(it => it.Reasons.Any(reason => reason.Code == code) && !chosen.Contains(it));
            if (found is not null && chosen.Count < ExamplesMax)
            {
                chosen.Add(found);
            }
        }

        return chosen;
    }

    private static void Show(Decision decision)
    {
        AnsiConsole.WriteLine();
        var (paid, payable) = (Text.Dong(decision.Paid), Text.Dong(decision.Payable));
        AnsiConsole.MarkupLineInterpolated(
            $"[bold]{decision.Declaration}[/] of {decision.Taxpayer}: [yellow]{decision.Outcome}[/], {paid} of {payable} paid");
        foreach (var reason in decision.Reasons)
        {
            var vnaccs = reason.Vnaccs is null ? "" : $" ({reason.Vnaccs})";
            AnsiConsole.MarkupLineInterpolated($"  [red]{reason.Code}[/]{vnaccs}");
            AnsiConsole.MarkupLineInterpolated($"    en  {reason.Message.En}");
            AnsiConsole.MarkupLineInterpolated($"    vi  {reason.Message.Vi}");
        }

        AnsiConsole.MarkupLine("  [green]the shortest path[/]");
        foreach (var (step, i) in decision.ToRelease.Select((step, i) => (step, i + 1)))
        {
            AnsiConsole.MarkupLineInterpolated($"    {i}. en  {StepText.English(step)}");
            AnsiConsole.MarkupLineInterpolated($"       vi  {StepText.Vietnamese(step)}");
        }
    }

    /// <summary>Pays exactly what the engine says is missing, and asks again.</summary>
    private async Task Free(Decision held, CancellationToken cancel)
    {
        var id = $"DEMO:{held.Declaration}-{options.Seed}";
        var rows = held.ToRelease.Select(step =>
            new PaidRow(step.Declaration ?? held.Declaration, step.Code!, step.Account!, step.Amount!.Value));
        var payment = Payments.Confirmed(id, held.Taxpayer!, [.. rows], options.Day);
        var answer = await engine.Post(StreamNames.Payments, [payment], cancel);
        var after = await engine.Decide([held.Declaration], options.Day, cancel);
        AnsiConsole.WriteLine();
        var reasons = string.Join(", ", held.Reasons.Select(reason => reason.Code));
        var paid = Text.Dong(held.ToRelease.Sum(step => step.Amount ?? 0));
        AnsiConsole.MarkupLineInterpolated($"[bold]{held.Declaration}[/] was [yellow]hold[/]: {reasons}.");
        AnsiConsole.WriteLine($"Its path was followed: {paid} paid.");
        AnsiConsole.MarkupLineInterpolated(
            $"{Text.Milliseconds(answer.Took)} later it is [green]{after[0].Outcome}[/].");
        AnsiConsole.WriteLine();
    }
}
