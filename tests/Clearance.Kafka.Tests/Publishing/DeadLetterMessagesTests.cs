using System.Text;
using System.Text.Json;
using Clearance.Domain;
using Clearance.Entities;
using Clearance.Testing.Stores;

namespace Clearance.Kafka.Tests.Publishing;

/// <summary>What is published of input that was not applied.</summary>
public sealed class DeadLetterMessagesTests : IAsyncDisposable
{
    private readonly InMemoryStore _store = new();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task The_raw_bytes_and_the_reason_are_in_the_message_whatever_the_bytes_are()
    {
        var raw = new byte[] { 0xFF, 0x00, (byte)'"', 0xC3 };
        await Keep(new DeadLetter(EventStream.Payments, new Instant(0), "Malformed", "rows[1].amount", "Số tiền \"x\"", raw));

        var json = (await Messages()).ShouldHaveSingleItem().Json;

        json.GetProperty("type").GetString().ShouldBe("DeadLetter");
        json.GetProperty("stream").GetString().ShouldBe("bank.payments");
        json.GetProperty("code").GetString().ShouldBe("Malformed");
        json.GetProperty("field").GetString().ShouldBe("rows[1].amount");
        json.GetProperty("detail").GetString().ShouldBe("Số tiền \"x\"");
        json.GetProperty("raw").GetBytesFromBase64().ShouldBe(raw);
        json.GetProperty("bytes").GetInt32().ShouldBe(4);
        json.GetProperty("stored").GetInt64().ShouldBe(1);
    }

    [Fact]
    public async Task The_same_letter_kept_twice_has_one_id_and_another_reason_stream_or_content_has_another()
    {
        var letter = Letter(EventStream.Payments, "{}");
        await Keep(letter, letter with { ReceivedAt = new Instant(9), Detail = "again" });
        await Keep(letter with { Code = "Conflict" }, letter with { Stream = EventStream.Taxpayers }, Letter(EventStream.Payments, "{ }"));

        var ids = (await Messages()).Select(message => message.Json.GetProperty("id").GetString()).ToList();

        ids[1].ShouldBe(ids[0]);
        ids.Distinct().Count().ShouldBe(4);
        ids.ShouldAllBe(id => id!.Length == 32);
    }

    [Theory]
    [InlineData(EventStream.Declarations, """{"x":{"declaration":"1"},"declaration":"105123456760"}""", "10512345676")]
    [InlineData(EventStream.Payments, """{"rows":[{"taxpayer":"no"}],"taxpayer":"0100109106","bank":""", "0100109106")]
    [InlineData(EventStream.Payments, """{"declaration":"105123456760"}""", null)]
    [InlineData(EventStream.Guarantees, """{"taxpayer":100109106}""", null)]
    [InlineData(EventStream.Taxpayers, """{"taxpayer":""}""", null)]
    [InlineData(EventStream.Taxpayers, """["taxpayer","0100109106"]""", null)]
    [InlineData(EventStream.Taxpayers, "", null)]
    [InlineData(EventStream.Taxpayers, """{"taxpayer":"\uD800"}""", null)]
    public async Task The_key_is_the_one_its_sender_gave_it_as_far_as_the_bytes_tell(EventStream stream, string raw, string? key)
    {
        await Keep(Letter(stream, raw));

        (await Messages()).ShouldHaveSingleItem().Key.ShouldBe(key);
    }

    [Fact]
    public async Task Bytes_too_many_for_a_message_stay_in_the_store_and_the_message_says_where()
    {
        await Keep(Letter(EventStream.Payments, "{}"));
        await Keep(Letter(EventStream.Payments, new string('x', DeadLetterMessages.RawBytesMax)));
        await Keep(Letter(EventStream.Payments, new string('x', DeadLetterMessages.RawBytesMax + 1)));

        var messages = await Messages();

        messages[1].Json.GetProperty("raw").GetBytesFromBase64().Length.ShouldBe(DeadLetterMessages.RawBytesMax);
        messages[2].Json.GetProperty("raw").ValueKind.ShouldBe(JsonValueKind.Null);
        messages[2].Json.GetProperty("bytes").GetInt32().ShouldBe(DeadLetterMessages.RawBytesMax + 1);
        messages[2].Json.GetProperty("stored").GetInt64().ShouldBe(3);
        messages.ShouldAllBe(message => message.Bytes < 1_000_000, "brokers take a million bytes unless told otherwise");
    }

    [Fact]
    public async Task Pages_follow_each_other_to_the_last_letter()
    {
        await Keep([.. Enumerable.Range(0, 40).Select(n => Letter(EventStream.Payments, $"{n}"))]);

        (await Messages()).Select(message => Encoding.UTF8.GetString(message.Json.GetProperty("raw").GetBytesFromBase64()))
            .ShouldBe(Enumerable.Range(0, 40).Select(n => $"{n}"));
    }

    private static DeadLetter Letter(EventStream stream, string raw) =>
        new(stream, new Instant(0), "Malformed", null, "why", Encoding.UTF8.GetBytes(raw));

    private Task Keep(params DeadLetter[] letters) => _store.AppendDeadLetters(letters, default);

    private async Task<List<(string? Key, JsonElement Json, int Bytes)>> Messages()
    {
        var all = new List<(string?, JsonElement, int)>();
        for (var after = 0L; ;)
        {
            var page = await new DeadLetterMessages(_store, new PublishedLane(0, null)).Read(after, default);
            if (page.Through == after)
            {
                return all;
            }

            after = page.Through;
            foreach (var message in page.Messages)
            {
                message.Topic.ShouldBe("clearance.deadletters");
                var key = message.Key is null ? null : Encoding.UTF8.GetString(message.Key);
                all.Add((key, JsonDocument.Parse(message.Value).RootElement, message.Value.Length));
            }
        }
    }
}
