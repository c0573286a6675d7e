using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Clearance.Storage;
using Spectre.Console;

namespace Clearance.Cli;

/// <summary><c>clearance backup</c>: copies a store beside its running engine, and checks the copy.</summary>
internal static class BackupCommand
{
    private static readonly JsonSerializerOptions Camel = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>The command.</summary>
    public static Command Create(Consoles consoles)
    {
        var store = new StoreOptions();
        var to = new Option<string>("--to") { Description = "The backup's folder; it must not exist.", Required = true };
        var command = new Command("backup", "Copies a store as it is at one moment, beside its running engine, and checks the copy.")
        {
            store.Data, store.Postgres, to, Verify(consoles),
        };
        return command.Does(consoles, async (session, parsed, cancel) =>
        {
            var (folder, connection) = store.Read(parsed);
            var target = parsed.GetValue(to)!;
            return await Show(session, "backed up to", target, step => folder is not null
                ? StoreBackup.OfFolder(folder, target, TimeProvider.System, step, cancel)
                : StoreBackup.OfPostgres(connection!, target, TimeProvider.System, step, cancel));
        });
    }

    /// <summary><c>clearance restore</c>: puts a backup where an engine opens it.</summary>
    public static Command Restore(Consoles consoles)
    {
        var backup = Backup();
        var store = new StoreOptions(meaning: "empty, it is filled");
        return new Command("restore", "Restores a backup into an empty data folder, or a database without the engine's tables, and checks it.")
        {
            backup, store.Data, store.Postgres,
        }.Does(consoles, async (session, parsed, cancel) =>
        {
            var (folder, connection) = store.Read(parsed);
            var from = parsed.GetValue(backup)!;
            return await Show(session, "restored from", from, step => folder is not null
                ? StoreBackup.ToFolder(from, folder, step, cancel)
                : StoreBackup.ToPostgres(from, connection!, step, cancel));
        });
    }

    private static Command Verify(Consoles consoles)
    {
        var backup = Backup();
        return new Command("verify", "Says whether a backup is as it was made.") { backup }.Does(consoles, async (session, parsed, cancel) =>
        {
            var from = parsed.GetValue(backup)!;
            return await Show(session, "whole:", from, step => StoreBackup.Verify(from, step, cancel));
        });
    }

    private static Argument<string> Backup() => new("backup") { Description = "The backup's folder." };

    private static async Task<int> Show(Session session, string did, string place, Func<IProgress<string>?, Task<BackupManifest>> work)
    {
        var watch = Stopwatch.StartNew();
        var manifest = await Steps.Run(session, work);
        session.Show(JsonSerializer.SerializeToElement(manifest, Camel), _ =>
        {
            session.Say($"{did} [bold]{Markup.Escape(place)}[/] in {watch.Elapsed.TotalSeconds:N1} s");
            session.Out.Write(Table(manifest));
        });
        return ExitCode.Done;
    }

    private static Table Table(BackupManifest manifest)
    {
        var table = new Table().Border(TableBorder.Rounded).HideHeaders().AddColumns("", "");
        table.AddRow("store", $"{manifest.Store}, schema {manifest.SchemaVersion}, by {Markup.Escape(manifest.MadeBy)}");
        table.AddRow("as it was at", $"{manifest.TakenAt.UtcDateTime:O}");
        table.AddRow("file", $"{Markup.Escape(manifest.File)}, {manifest.Bytes:N0} bytes, SHA-256 {manifest.Sha256}");
        table.AddRow("state", $"{manifest.StateDigest}");
        table.AddRow("holds", $"{manifest.Counts.Events:N0} events, {manifest.Declarations:N0} declarations, {manifest.Taxpayers:N0} taxpayers");
        table.AddRow("", $"{manifest.Counts.Decisions:N0} decisions, {manifest.Counts.DeadLetters:N0} dead letters, {manifest.Counts.MessagesUnderWay:N0} messages under way");
        table.AddRow("read up to", manifest.Positions.Count == 0
            ? "nothing was read from Kafka"
            : Markup.Escape(string.Join(", ", manifest.Positions.Select(static it => $"{it.Stream}[{it.Partition}] {it.Next}"))));
        return table;
    }
}
