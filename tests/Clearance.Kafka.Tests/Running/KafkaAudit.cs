using System.Text;
using Clearance.Domain;
using Clearance.Silo.Tests.Running;

namespace Clearance.Kafka.Tests.Running;

/// <summary>Judges what became of a load: every message has exactly one fate, and every đồng is somewhere.</summary>
internal static class KafkaAudit
{
    /// <summary>Waits until the engine has finished everything that was written.</summary>
    public static async Task Finished(EngineProcess engine, KafkaLoad load, KeptFacts? kept = null)
    {
        kept ??= KeptFacts.Of(engine);
        for (var i = 0; ; i++)
        {
            var positions = kept.Positions();
            var behind = load.Written.Ends.Where(end => positions.GetValueOrDefault(end.Key) < end.Value).ToList();
            if (behind.Count == 0)
            {
                return;
            }

            if (i == 600)
            {
                throw new TimeoutException($"Not read: {string.Join(", ", behind)}\n{engine.Output}");
            }

            await Task.Delay(100);
        }
    }

    /// <summary>Everything was applied once, or is a dead letter.</summary>
    public static async Task Check(EngineProcess engine, KafkaLoad load, KeptFacts? kept = null)
    {
        foreach (var stream in load.ToApply.GroupBy(it => it.Stream))
        {
            foreach (var chunk in stream.Chunk(500))
            {
                var body = $"[{string.Join(',', chunk.Select(it => Encoding.UTF8.GetString(it.Body)))}]";
                var results = await engine.Client.PostEvents(EventStreams.NameOf(stream.Key), Encoding.UTF8.GetBytes(body));
                results.ShouldAllBe(result => result.Status == "duplicate");
            }
        }

        foreach (var (taxpayer, money) in load.Written.Money)
        {
            var sums = (await engine.Client.Get($"v1/taxpayers/{taxpayer}")).GetProperty("sums");
            sums.GetProperty("balanced").GetBoolean().ShouldBeTrue();
            sums.GetProperty("confirmed").GetInt64().ShouldBe(money, $"taxpayer {taxpayer}");
            sums.GetProperty("allocated").GetInt64().ShouldBe(money, $"taxpayer {taxpayer}: every slip pays its declaration");
        }

        CheckRefused(load, kept ?? KeptFacts.Of(engine));
    }

    /// <summary>What is no event is kept, and nothing else is.</summary>
    public static void CheckRefused(KafkaLoad load, KeptFacts kept)
    {
        var letters = kept.DeadLetters().Select(letter => Convert.ToHexString(letter.Raw)).ToHashSet();
        var refused = load.ToRefuse.Select(Convert.ToHexString).ToHashSet();
        refused.Except(letters).ShouldBeEmpty("what is no event is kept");
        letters.Intersect(load.ToApply.Select(it => Convert.ToHexString(it.Body))).ShouldBeEmpty("what was applied is no dead letter");
    }
}
