using System.Diagnostics;
using Clearance.Entities;
using Clearance.Kafka;
using Clearance.Storage;

namespace Clearance.Silo;

/// <summary>
/// <c>--replay-verify</c>: makes a store anew from the topics, as far as another store has read them, and says whether both mean the same.
/// </summary>
/// <remarks>
/// The other store is read as it is at one moment; its engine may run, and is in another group of consumers. Nothing is published. What came
/// over HTTP is in no topic, and is missing in the new store.
/// </remarks>
internal sealed class ReplayVerify(SiloSettings settings, StateDigest live, IReadOnlyList<InputPosition> until)
{
    /// <summary>The option's name.</summary>
    public const string Option = "--replay-verify";

    /// <summary>What it ends with when the stores differ.</summary>
    public const int Differs = 1;

    private const string InPostgres = "postgres";
    private const int FirstMax = 20;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Tell = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DeliverWithin = TimeSpan.FromMinutes(1);

    /// <summary>Runs to the end.</summary>
    /// <param name="store">The store that is compared: a data folder, or <c>postgres</c>.</param>
    /// <param name="arguments">The options of the engine that makes the new one.</param>
    public static async Task<int> Run(string store, string[] arguments)
    {
        var (settings, _) = SettingsReader.Read(arguments);
        if (settings.Kafka is null || settings.Store != StoreKind.Sqlite)
        {
            throw new SettingsException($"{Option} needs Clearance:Kafka:Bootstrap, and makes the new store in SQLite.");
        }

        if (Directory.EnumerateFileSystemEntries(settings.Data).Any())
        {
            throw new SettingsException($"Clearance:Data is '{settings.Data}': with {Option} it must be an empty folder, in which the new store is made.");
        }

        await using var source = store == InPostgres
            ? await StateSource.OpenPostgres(SiloProcess.ConnectionByEnvironment(Option))
            : StateSource.OpenFolder(store);
        Console.WriteLine($"reading {source.Place}");
        var counts = await source.Counts();
        var (live, until) = (await StateDigest.Of(source), await source.Positions());
        await source.DisposeAsync();
        Console.WriteLine($"{live.Value}  {Told(live)}; {counts.Events:N0} events, {counts.MessagesUnderWay:N0} messages under way");
        return await new ReplayVerify(settings with { Host = HostKind.Local }, live, until).Run();
    }

    private async Task<int> Run()
    {
        if (until.Count == 0)
        {
            throw new SettingsException("The store has read nothing from Kafka: there is nothing to make it anew from.");
        }

        var watch = Stopwatch.StartNew();
        await MakeAnew();
        var took = watch.Elapsed.TotalSeconds;
        await using var source = StateSource.OpenFolder(settings.Data);
        var made = await StateDigest.Of(source);
        var messages = until.Sum(static it => it.Next);
        Console.WriteLine($"{made.Value}  {Told(made)}; {messages:N0} messages read in {took:N1} s, {messages / took:N0} a second");
        return Say(StateComparison.Of(live, made, FirstMax));
    }

    private static int Say(StateComparison comparison)
    {
        if (comparison.AreEqual)
        {
            Console.WriteLine("the same");
            return SiloProcess.Stopped;
        }

        Console.WriteLine(
            $"{comparison.Facts} taxpayers differ by facts, {comparison.Money} by where money lies, {comparison.Cover} by reservations"
            + (comparison.IdentitiesDiffer ? "; owners or facts of unregistered declarations differ" : ""));
        foreach (var different in comparison.First)
        {
            Console.WriteLine($"  …{different.Taxpayer[^4..]} {different.Difference}{(different.IsInBoth ? "" : ", in one of them only")}");
        }

        return Differs;
    }

    private async Task MakeAnew()
    {
        using var loggers = LoggerFactory.Create(static logging => logging.SetMinimumLevel(LogLevel.Warning).AddSimpleConsole());
        await using var engine = await EngineBuilder.Open(settings, loggers, CancellationToken.None);
        var positions = (IPositionStore)engine.Store;
        var options = settings.Kafka! with
        {
            Group = $"{settings.Kafka.Group}-replay-{Guid.NewGuid():N}",
            Publish = false,
            Until = until.ToDictionary(static it => (it.Stream, it.Partition), static it => it.Next),
        };
        await using var reader = KafkaReader.Start(
            options, engine.Intake, positions, new LoggingKafkaObserver(loggers.CreateLogger("Clearance.Kafka")), engine.Clock);
        await AllRead(positions, reader);
        await AllDelivered(engine.Store);
    }

    private async Task AllRead(IPositionStore positions, KafkaReader reader)
    {
        var told = Stopwatch.StartNew();
        while (true)
        {
            var read = (await positions.LoadPositions(CancellationToken.None)).ToDictionary(static it => (it.Stream, it.Partition), static it => it.Next);
            var behind = until.Where(end => read.GetValueOrDefault((end.Stream, end.Partition)) < end.Next).ToList();
            if (behind.Count == 0)
            {
                return;
            }

            if (reader.NotReady is { } why && why.Contains(" is halted: ", StringComparison.Ordinal))
            {
                throw new StoreUnavailableException($"The topics cannot be read to where the store is: {why}");
            }

            if (told.Elapsed > Tell)
            {
                told.Restart();
                Console.WriteLine($"{read.Values.Sum():N0} of {until.Sum(static it => it.Next):N0} messages read");
            }

            await Task.Delay(Look);
        }
    }

    private static async Task AllDelivered(IClearanceStore store)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < DeliverWithin && (await store.PendingIntents(0, 1, CancellationToken.None)).Count > 0)
        {
            await Task.Delay(Look);
        }
    }

    private static string Told(StateDigest digest) =>
        $"{digest.Declarations:N0} declarations of {digest.Taxpayers:N0} taxpayers"
        + (digest.Unread == 0 ? "" : $", {digest.Unread} records that nobody can read");
}
