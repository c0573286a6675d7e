using Clearance.Client;
using Clearance.Workload;
using Spectre.Console;

namespace Clearance.Demo;

/// <summary>The evening: what the engine says of the day. Every number is one of its answers, or a time measured here.</summary>
internal sealed class EveningReport(EngineApi engine, NationalDay day, DemoOptions options, DayRecord record)
{
    private const int AskedAtOnce = 1_000;
    private const int TaxpayersAtOnce = 8;

    private static readonly (string Outcome, string Means)[] Outcomes =
    [
        ("cleared", "recorded as cleared"),
        ("released", "recorded as released, formalities open"),
        ("clear", "may be cleared now"),
        ("release", "may be released now, inspection open"),
        ("hold", "may not go yet"),
        ("cancelled", "cancelled"),
        ("unknown", "not registered"),
    ];

    public async Task Write(CancellationToken cancel)
    {
        var decisions = new List<Decision>();
        foreach (var part in day.Declarations.Chunk(AskedAtOnce))
        {
            decisions.AddRange(await engine.Decide(part, options.Day, cancel));
        }

        var taxpayers = await Taxpayers(cancel);
        AnsiConsole.WriteLine();
        WriteOutcomes(decisions);
        WriteReasons(decisions);
        WriteMoney(taxpayers);
        WriteTraffic();
        await new WorkedExamples(engine, options).Write(decisions, cancel);
        WriteHint(decisions);
    }

    private static void WriteOutcomes(List<Decision> decisions)
    {
        var table = NewTable("Declarations at midnight", "outcome", "count", "");
        foreach (var (outcome, means) in Outcomes)
        {
            var count = decisions.Count(decision => decision.Outcome == outcome);
            if (count > 0)
            {
                table.AddRow(outcome, Text.Number(count), means);
            }
        }

        AnsiConsole.Write(table);
    }

    private static void WriteReasons(List<Decision> decisions)
    {
        var table = NewTable("Why goods are held", "reason", "declarations", "to lift it, in all");
        var reasons = decisions.SelectMany(decision => decision.Reasons).GroupBy(reason => reason.Code);
        foreach (var reason in reasons.OrderByDescending(group => group.Count()))
        {
            var shortfall = reason.Sum(it => it.Shortfall ?? 0);
            table.AddRow(reason.Key, Text.Number(reason.Count()), shortfall > 0 ? Text.Dong(shortfall) : "");
        }

        AnsiConsole.Write(table);
    }

    private static void WriteMoney(IReadOnlyList<TaxpayerDetails> taxpayers)
    {
        var sums = taxpayers.Select(it => it.Sums).ToList();
        var table = NewTable("Money", "", "₫", "");
        Add(table, "confirmed by banks", sums.Sum(it => it.Confirmed), "");
        Add(table, "cancelled", -sums.Sum(it => it.Cancelled), "by the bank, with customs' consent");
        Add(table, "refunded", -sums.Sum(it => it.Refunded), "by two officers");
        Add(table, "in transit", -sums.Sum(it => it.InTransit + it.TransferredOut - it.TransferredIn), "between taxpayers");
        table.AddEmptyRow();
        Add(table, "allocated", sums.Sum(it => it.Allocated), "pays lines of declarations");
        Add(table, "surplus", sums.Sum(it => it.Surplus), "more than was owed");
        Add(table, "misdirected", sums.Sum(it => it.Misdirected), "names a line the declaration does not have");
        Add(table, "parked", sums.Sum(it => it.Parked), "waits for a registration");
        Add(table, "suspense", sums.Sum(it => it.Suspense), "names no declaration of the payer's");
        Add(table, "receivable", -sums.Sum(it => it.Receivable), "moved on, and then its source was cancelled");
        var balanced = sums.Count(it => it.Balanced);
        table.Caption = new TableTitle($"{Text.Number(balanced)} of {Text.Number(sums.Count)} taxpayers' books balance");
        AnsiConsole.Write(table);
    }

    private void WriteTraffic()
    {
        var table = NewTable("Traffic", "", "", "");
        table.AddRow("events", Text.Number(record.Events), $"of {record.Types} types, in {record.Took.TotalSeconds:0} s");
        foreach (var (status, count) in record.ByStatus.OrderByDescending(it => it.Value))
        {
            table.AddRow(status, Text.Number(count), "");
        }

        foreach (var (code, count, example) in record.Refusals)
        {
            table.AddRow($"  {code}", Text.Number(count), Markup.Escape(example));
        }

        var toldToWait = $"told to wait {Text.Number(record.ToldToWait)} times";
        table.AddRow("customs asked before clearing", Text.Number(record.Asked), toldToWait);
        foreach (var (name, share) in new[] { ("p50", 0.5), ("p95", 0.95), ("p99", 0.99) })
        {
            var latency = Text.Milliseconds(record.BankLatency(share));
            table.AddRow($"bank to decision, {name}", latency, "from post to durable, visible answer");
        }

        AnsiConsole.Write(table);
    }

    private void WriteHint(List<Decision> decisions)
    {
        var asked = decisions.Find(decision => decision.Outcome == "hold") ?? decisions[0];
        AnsiConsole.WriteLine("Ask it yourself:");
        AnsiConsole.WriteLine($"  curl -s {new Uri(engine.Address, $"/v1/declarations/{asked.Declaration}/eligibility")}");
    }

    private async Task<IReadOnlyList<TaxpayerDetails>> Taxpayers(CancellationToken cancel)
    {
        var answers = new List<TaxpayerDetails>();
        foreach (var part in day.Taxpayers.Chunk(TaxpayersAtOnce))
        {
            answers.AddRange(await Task.WhenAll(part.Select(id => engine.Taxpayer(id, options.Day, cancel))));
        }

        return answers;
    }

    private static void Add(Table table, string name, long amount, string means) =>
        table.AddRow(name, Text.Number(amount), means);

    private static Table NewTable(string title, string first, string second, string third) =>
        new Table { Title = new TableTitle(title, new Style(decoration: Decoration.Bold)), Border = TableBorder.Rounded }
            .AddColumn(first)
            .AddColumn(new TableColumn(second).RightAligned())
            .AddColumn(third);
}
