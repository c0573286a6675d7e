using System.Globalization;
using System.Text;
using System.Text.Json;
using Clearance.Silo.Tests.Running;

namespace Clearance.Kafka.Tests.Running;

/// <summary>Compares what an engine published with what it keeps.</summary>
internal sealed class PublicationAudit(TestBroker broker)
{
    private readonly PublishedMessages _decisions = new(broker, OutgoingTopics.Decisions);
    private readonly PublishedMessages _obligations = new(broker, OutgoingTopics.Obligations);
    private readonly PublishedMessages _letters = new(broker, OutgoingTopics.DeadLetters);

    /// <summary>Waits until as many different messages are out as there should be, and compares all.</summary>
    public async Task Check(EngineProcess engine, KeptFacts kept)
    {
        for (var i = 0; i < 100 && Missing(kept) > 0; i++)
        {
            await Task.Delay(200);
        }

        Missing(kept).ShouldBe(0, engine.Output);
        CheckDecisions(kept);
        CheckObligations(kept);
        CheckLetters(kept);
    }

    private static string IdOf(byte[] message) => JsonDocument.Parse(message).RootElement.GetProperty("id").GetString()!;

    /// <summary>Each message once, where it stood first; a repeat says the same.</summary>
    private static Dictionary<string, (string? Key, byte[] Value)> Firsts(IReadOnlyList<(string? Key, byte[] Value)> messages)
    {
        var firsts = new Dictionary<string, (string? Key, byte[] Value)>();
        foreach (var message in messages)
        {
            if (!firsts.TryAdd(IdOf(message.Value), message))
            {
                message.Value.ShouldBe(firsts[IdOf(message.Value)].Value);
            }
        }

        return firsts;
    }

    private int Missing(KeptFacts kept) =>
        kept.Journal().Count - _decisions.Read().Select(message => IdOf(message.Value)).Distinct().Count()
        + kept.DeadLetters().Count - _letters.Read().Select(message => StoredAs(message.Value)).Distinct().Count();

    private void CheckDecisions(KeptFacts kept)
    {
        var published = Firsts(_decisions.Read());
        var last = new Dictionary<string, long>();
        foreach (var (id, (key, _)) in published)
        {
            var sequence = long.Parse(id.Split(':')[1], CultureInfo.InvariantCulture);
            sequence.ShouldBe(last.GetValueOrDefault(key!) + 1, $"{id}: none of a declaration comes before the one before it");
            last[key!] = sequence;
        }

        var journal = kept.Journal();
        published.Count.ShouldBe(journal.Count);
        foreach (var (declaration, sequence, body) in journal)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"{declaration:D11}:{sequence}");
            var entry = Encoding.UTF8.GetString(body);
            Encoding.UTF8.GetString(published[id].Value).ShouldBe($"{{\"type\":\"DecisionChanged\",\"id\":\"{id}\",{entry[1..]}");
        }
    }

    /// <summary>The last of each declaration says what its last decision says.</summary>
    private void CheckObligations(KeptFacts kept)
    {
        var last = new Dictionary<string, (long Sequence, JsonElement Owed)>();
        foreach (var (key, value) in Firsts(_obligations.Read()).Values)
        {
            var message = JsonDocument.Parse(value).RootElement;
            message.GetProperty("type").GetString().ShouldBe("ObligationChanged");
            var sequence = message.GetProperty("sequence").GetInt64();
            sequence.ShouldBeGreaterThan(last.GetValueOrDefault(key!).Sequence);
            last[key!] = (sequence, message.GetProperty("obligation"));
        }

        foreach (var entries in kept.Journal().GroupBy(entry => entry.Declaration))
        {
            var decision = JsonDocument.Parse(entries.Last().Body).RootElement.GetProperty("decision");
            if (decision.GetProperty("taxpayer").ValueKind != JsonValueKind.Null)
            {
                var owed = last[entries.Key.ToString("D11", CultureInfo.InvariantCulture)].Owed;
                foreach (var member in (string[])["declaration", "taxpayer", "payable", "paid", "outstanding"])
                {
                    owed.GetProperty(member).GetRawText().ShouldBe(decision.GetProperty(member).GetRawText());
                }
            }
        }
    }

    private void CheckLetters(KeptFacts kept)
    {
        var ids = new Dictionary<string, string>();
        var letters = kept.DeadLetters().ToDictionary(letter => letter.Sequence);
        foreach (var (_, value) in _letters.Read())
        {
            var message = JsonDocument.Parse(value).RootElement;
            var letter = letters[StoredAs(value)];
            message.GetProperty("code").GetString().ShouldBe(letter.Code);
            message.GetProperty("detail").GetString().ShouldBe(letter.Detail);
            message.GetProperty("bytes").GetInt32().ShouldBe(letter.Raw.Length);
            var raw = message.GetProperty("raw");
            (raw.ValueKind == JsonValueKind.Null).ShouldBe(letter.Raw.Length > DeadLetterMessages.RawBytesMax);
            if (raw.ValueKind != JsonValueKind.Null)
            {
                raw.GetBytesFromBase64().ShouldBe(letter.Raw);
            }

            var same = $"{message.GetProperty("stream").GetString()}/{letter.Code}/{Convert.ToHexString(letter.Raw)}";
            ids.TryAdd(same, IdOf(value));
            IdOf(value).ShouldBe(ids[same], "the same letter has the same id");
        }

        ids.Values.ShouldBeUnique();
    }

    private static long StoredAs(byte[] message) => JsonDocument.Parse(message).RootElement.GetProperty("stored").GetInt64();
}
