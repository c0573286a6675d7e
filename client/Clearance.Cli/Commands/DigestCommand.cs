using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Clearance.Storage;
using Spectre.Console;

namespace Clearance.Cli;

/// <summary><c>clearance digest</c> and <c>clearance replay compare</c>: whether two stores mean the same, in one number or taxpayer by taxpayer.</summary>
internal static class DigestCommand
{
    private static readonly JsonSerializerOptions Camel = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The command.</summary>
    public static Command Create(Consoles consoles)
    {
        var store = new StoreOptions();
        return new Command("digest", "A hash of what everything in a store means: the same for the same events, in whatever order they came.")
        {
            store.Data, store.Postgres,
        }.Does(consoles, (session, parsed, cancel) => Steps.Run(session, async _ =>
        {
            await using var source = await store.Open(parsed, cancel);
            var digest = await StateDigest.Of(source, null, cancel);
            session.Show(JsonSerializer.SerializeToElement(digest, Camel), _ =>
            {
                session.Say($"[grey]{Markup.Escape(source.Place)}[/]");
                session.Say($"[bold]{digest.Value}[/]");
                session.Say($"{digest.Declarations:N0} declarations, {digest.Taxpayers:N0} taxpayers, {digest.Payments:N0} payments, {Unread(digest)}");
            });
            return ExitCode.Done;
        }));
    }

    /// <summary>The commands that compare stores.</summary>
    public static Command Replay(Consoles consoles) =>
        new("replay", "Compares a store with one that was made anew from the same events.") { Compare(consoles) };

    private static Command Compare(Consoles consoles)
    {
        var (store, other) = (new StoreOptions(), new StoreOptions("with-", "the one made anew"));
        var names = new Option<bool>("--names") { Description = "Names the taxpayers that differ; otherwise only their last four digits are shown." };
        var compare = new Command("compare", "Compares two stores taxpayer by taxpayer. Ends with 1 when they differ.")
        {
            store.Data, store.Postgres, other.Data, other.Postgres, names,
        };
        compare.Aliases.Add("verify");
        return compare.Does(consoles, (session, parsed, cancel) => Steps.Run(session, async step =>
        {
            var watch = Stopwatch.StartNew();
            var one = await Read(store, parsed, step, cancel);
            var two = await Read(other, parsed, step, cancel);
            var comparison = StateComparison.Of(one, two);
            comparison = comparison with { First = [.. comparison.First.Select(it => Shown(it, parsed.GetValue(names)))] };
            session.Show(
                JsonSerializer.SerializeToElement(new { Digest = one.Value, With = two.Value, comparison.AreEqual, comparison }, Camel),
                _ => Write(session, one, two, comparison, watch.Elapsed));
            return comparison.AreEqual ? ExitCode.Done : ExitCode.No;
        }));
    }

    private static async Task<StateDigest> Read(StoreOptions store, ParseResult parsed, IProgress<string>? step, CancellationToken cancel)
    {
        await using var source = await store.Open(parsed, cancel);
        return await StateDigest.Of(source, new Rows(step, source.Place), cancel);
    }

    private static void Write(Session session, StateDigest one, StateDigest two, StateComparison comparison, TimeSpan took)
    {
        session.Say($"{one.Value}  {one.Declarations:N0} declarations of {one.Taxpayers:N0} taxpayers, {Unread(one)}");
        session.Say($"{two.Value}  {two.Declarations:N0} declarations of {two.Taxpayers:N0} taxpayers, {Unread(two)}");
        session.Say(comparison.AreEqual
            ? $"[green]the same[/], in {took.TotalSeconds:N1} s"
            : $"[red]{comparison.Facts} taxpayers differ by facts[/], {comparison.Money} by where money lies, {comparison.Cover} by reservations"
                + (comparison.IdentitiesDiffer ? "; owners or facts of unregistered declarations differ" : ""));
        if (comparison.First.Count == 0)
        {
            return;
        }

        var table = new Table().Border(TableBorder.Rounded).AddColumns("taxpayer", "differs by", "");
        foreach (var different in comparison.First)
        {
            table.AddRow(Markup.Escape(different.Taxpayer), $"{different.Difference}", different.IsInBoth ? "" : "in one of them only");
        }

        session.Out.Write(table);
    }

    private static string Unread(StateDigest digest) => digest.Unread == 0 ? "every record read" : $"[red]{digest.Unread} records that nobody can read[/]";

    private static DifferentTaxpayer Shown(DifferentTaxpayer it, bool byName) =>
        byName ? it : it with { Taxpayer = $"…{it.Taxpayer[^Math.Min(4, it.Taxpayer.Length)..]}" };

    private sealed class Rows(IProgress<string>? step, string place) : IProgress<long>
    {
        public void Report(long value) => step?.Report($"{place}: {value:N0} rows");
    }
}
