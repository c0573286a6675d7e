using Clearance.Client;
using Clearance.Workload;
using Spectre.Console;

namespace Clearance.Demo;

/// <summary>A few held declarations: why, and what would free them, in English and in Vietnamese; and one freed before your eyes.</summary>
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

        var payable = decisions.FirstOrDefault(it => it.ToRelease.Count > 0 && it.ToRelease.All(step => step.Action is "pay" or "pay-debt"));
        if (payable is not null)
        {
            await Free(payable, cancel);
        }
    }

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
        AnsiConsole.MarkupLineInterpolated(
            $"[bold]{decision.Declaration}[/] of {decision.Taxpayer}: [yellow]{decision.Outcome}[/], {Text.Dong(decision.Paid)} of {Text.Dong(decision.Payable)} paid");
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
        var rows = held.ToRelease.Select(step => new PaidRow(step.Declaration ?? held.Declaration, step.Code!, step.Account!, step.Amount!.Value));
        var payment = Payments.Confirmed(id, held.Taxpayer!, [.. rows], options.Day);
        var answer = await engine.Post(StreamNames.Payments, [payment], cancel);
        var after = await engine.Decide([held.Declaration], options.Day, cancel);
        AnsiConsole.WriteLine();
        AnsiConsole.MarkupLineInterpolated(
            $"[bold]{held.Declaration}[/] was [yellow]hold[/]: {string.Join(", ", held.Reasons.Select(reason => reason.Code))}. Its path was followed: {Text.Dong(held.ToRelease.Sum(step => step.Amount ?? 0))} paid.");
        AnsiConsole.MarkupLineInterpolated(
            $"{Text.Milliseconds(answer.Took)} later it is [green]{after[0].Outcome}[/].");
        AnsiConsole.WriteLine();
    }
}
