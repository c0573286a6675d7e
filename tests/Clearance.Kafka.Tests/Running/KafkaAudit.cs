using System.Text;
using Clearance.Domain;
using Clearance.Silo.Tests.Running;

namespace Clearance.Kafka.Tests.Running;

/// <summary>
/// An engine and the load it reads, and the judge of what became of it: every message has exactly one fate, every đồng is somewhere,
/// and what is published is what is kept.
/// </summary>
internal sealed class KafkaAudit : IAsyncDisposable
{
    private readonly string[] _options;
    private readonly PublicationAudit? _published;

    private KafkaAudit(TestBroker broker, int number, bool publishes, string? postgres)
    {
        Group = $"load-{number}";
        Load = new KafkaLoad(broker, number);
        _published = publishes ? new PublicationAudit(broker) : null;
        _options = [.. broker.EngineOptions(Group, publishes), .. StoreOptions(postgres)];
    }

    /// <summary>The group the engine is a member of, and no other engine.</summary>
    public string Group { get; }

    /// <summary>What is read.</summary>
    public KafkaLoad Load { get; }

    /// <summary>The engine.</summary>
    public EngineProcess Engine { get; private set; } = null!;

    /// <summary>What its store keeps.</summary>
    public KeptFacts Kept { get; private set; } = null!;

    /// <summary>Makes the topics and starts an engine that reads them.</summary>
    /// <param name="broker">Where the topics are.</param>
    /// <param name="number">Tells this load from others.</param>
    /// <param name="publishes">Whether the engine publishes; then that is judged too.</param>
    /// <param name="postgres">The database that is its store; null: its store is in SQLite.</param>
    public static async Task<KafkaAudit> Start(TestBroker broker, int number, bool publishes = false, string? postgres = null)
    {
        var audit = new KafkaAudit(broker, number, publishes, postgres);
        audit.Load.MakeTopics();
        audit.Engine = await EngineProcess.Start(audit._options);
        audit.Kept = postgres is null ? KeptFacts.Of(audit.Engine) : KeptFacts.Of(postgres);
        return audit;
    }

    /// <summary>Starts another engine with the same options, which is the one that is judged from then on.</summary>
    /// <returns>The one before.</returns>
    public async Task<EngineProcess> StartAnother()
    {
        var before = Engine;
        Engine = await EngineProcess.Start(_options);
        return before;
    }

    /// <summary>Waits until the engine has finished everything that was written.</summary>
    public async Task Finished()
    {
        for (var i = 0; ; i++)
        {
            var positions = Kept.Positions();
            var behind = Load.Written.Ends.Where(end => positions.GetValueOrDefault(end.Key) < end.Value).ToList();
            if (behind.Count == 0)
            {
                return;
            }

            if (i == 1800)
            {
                throw new TimeoutException($"Not read: {string.Join(", ", behind)}\n{Engine.Output}");
            }

            await Task.Delay(100);
        }
    }

    /// <summary>When everything is finished: it was applied once, or is a dead letter, and the journal is out.</summary>
    public async Task Check()
    {
        await Finished();
        await CheckApplied();
        CheckRefused();
        if (_published is not null)
        {
            await _published.Check(Engine, Kept);
        }
    }

    /// <summary>What is no event is kept, and nothing else is.</summary>
    public void CheckRefused()
    {
        var letters = Kept.DeadLetters().Select(letter => Convert.ToHexString(letter.Raw)).ToHashSet();
        Load.ToRefuse.Select(Convert.ToHexString).Except(letters).ShouldBeEmpty("what is no event is kept");
        letters.Intersect(Load.ToApply.Select(it => Convert.ToHexString(it.Body))).ShouldBeEmpty("what was applied is no dead letter");
    }

    /// <summary>Stops the engine, if it is still there.</summary>
    public async ValueTask DisposeAsync()
    {
        Load.Dispose();
        await Engine.DisposeAsync();
    }

    private static string[] StoreOptions(string? postgres) => postgres is null
        ? []
        : ["--Clearance:Store:Provider", "postgres", "--Clearance:Store:Postgres:ConnectionString", postgres];

    private async Task CheckApplied()
    {
        foreach (var stream in Load.ToApply.GroupBy(it => it.Stream))
        {
            foreach (var chunk in stream.Chunk(500))
            {
                var body = $"[{string.Join(',', chunk.Select(it => Encoding.UTF8.GetString(it.Body)))}]";
                var results = await Engine.Client.PostEvents(EventStreams.NameOf(stream.Key), Encoding.UTF8.GetBytes(body));
                results.ShouldAllBe(result => result.Status == "duplicate");
            }
        }

        foreach (var (taxpayer, money) in Load.Written.Money)
        {
            var sums = (await Engine.Client.Get($"v1/taxpayers/{taxpayer}")).GetProperty("sums");
            sums.GetProperty("balanced").GetBoolean().ShouldBeTrue();
            sums.GetProperty("confirmed").GetInt64().ShouldBe(money, $"taxpayer {taxpayer}");
            sums.GetProperty("allocated").GetInt64().ShouldBe(money, $"taxpayer {taxpayer}: every slip pays its declaration");
        }
    }
}
