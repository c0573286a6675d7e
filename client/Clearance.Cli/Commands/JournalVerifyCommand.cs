using System.CommandLine;
using System.Text.Json;
using Clearance.Entities;
using Clearance.Storage;
using Spectre.Console;

namespace Clearance.Cli;

/// <summary><c>clearance journal verify</c>: whether any byte of the record was altered, moved or taken away, and which entry.</summary>
internal static class JournalVerifyCommand
{
    private static readonly JsonSerializerOptions Camel = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>The command.</summary>
    public static Command Create(Consoles consoles)
    {
        var data = new Option<string?>("--data") { Description = "The engine's data folder (SQLite). It may run meanwhile." };
        var postgres = new Option<string?>("--postgres")
        {
            Description = "A PostgreSQL database, as Npgsql reads it; a role that may read is enough.",
        };
        var (heads, keys) = (KeptHeads.Heads(), KeptHeads.Keys());
        return new Command("verify", "Checks every entry's chain, place and number. Ends with 1 when anything is not as it was written.")
        {
            data, postgres, heads, keys,
        }.Does(consoles, async (session, parsed, cancel) =>
        {
            var kept = KeptHeads.Read(parsed.GetValue(heads) ?? [], parsed.GetValue(keys) ?? []);
            await using var source = await Open(parsed.GetValue(data), parsed.GetValue(postgres), cancel);
            session.Say($"[grey]{Markup.Escape(source.Place)}[/]");
            var report = await Check(session, source, kept, cancel);
            session.Show(JsonSerializer.SerializeToElement(report, Camel), _ => Write(session, report));
            return report.IsAsKept ? ExitCode.Done : ExitCode.No;
        });
    }

    private static async Task<JournalSource> Open(string? data, string? postgres, CancellationToken cancel)
    {
        try
        {
            return (data, postgres) switch
            {
                ({ } folder, null) => await JournalSource.OpenFolder(folder, cancel),
                (null, { } connection) => await JournalSource.OpenPostgres(connection, cancel),
                _ => throw new UsageException("Say where the journal is: --data FOLDER, or --postgres CONNECTION."),
            };
        }
        catch (Exception refused) when (refused is StoreFormatException or StoreUnavailableException)
        {
            throw new UsageException(refused.Message);
        }
    }

    private static Task<JournalReport> Check(Session session, JournalSource source, IReadOnlyList<KeptHead> kept, CancellationToken cancel)
    {
        if (session.IsJson || !session.Out.Profile.Out.IsTerminal)
        {
            return JournalCheck.RunAsync(source, kept, null, cancel);
        }

        return session.Out.Progress().StartAsync(async progress =>
        {
            var task = progress.AddTask("entries", autoStart: true);
            task.IsIndeterminate = true;
            var report = await JournalCheck.RunAsync(
                source,
                kept,
                new Progress<JournalCheckProgress>(far =>
                {
                    task.IsIndeterminate = far.Expected == 0;
                    task.MaxValue = Math.Max(far.Expected, 1);
                    task.Value = far.Checked;
                }),
                cancel);
            task.IsIndeterminate = false;
            task.Value = task.MaxValue;
            return report;
        });
    }

    private static void Write(Session session, JournalReport report)
    {
        session.Say(
            $"{report.Entries} entries of {report.Declarations} declarations in {report.Lanes} lanes: "
            + (report.IsWhole ? "[green]as they were written[/]" : $"[red]{report.FaultCount} faults[/]"));
        if (!report.IsWhole)
        {
            WriteFaults(session, report);
        }

        foreach (var head in report.Kept)
        {
            session.Say(head.Holds
                ? $"{Markup.Escape(head.Name)}: [green]all that was there is there[/]"
                : $"{Markup.Escape(head.Name)}: [red]the journal is not the one that it was[/]");
            foreach (var fault in head.Faults)
            {
                session.Say($"  {(fault.From > 0 ? $"lane {fault.Lane}: " : "")}{Markup.Escape(fault.Why)}");
            }
        }
    }

    private static void WriteFaults(Session session, JournalReport report)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("lane", "position", "declaration", "entry", "what is wrong");
        foreach (var fault in report.Faults)
        {
            table.AddRow($"{fault.Lane}", $"{fault.Position}", Markup.Escape(fault.Declaration), $"{fault.Sequence}", Markup.Escape(fault.Why));
        }

        session.Out.Write(table);
    }
}
