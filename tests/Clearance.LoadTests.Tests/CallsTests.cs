using System.Text;
using Clearance.LoadTests.Open.Recording;
using Clearance.LoadTests.Open.Ways;

namespace Clearance.LoadTests.Tests;

public sealed class CallsTests
{
    [Fact]
    public void Each_event_of_an_answer_has_its_verdict()
    {
        var answer =
            """
            {"results":[{"id":"a","status":"accepted"},{"id":"b","status":"duplicate"},
            {"id":"c","status":"rejected","code":"InvalidAmount","detail":"it says \"status\":\"accepted\" here"},{"id":"d","status":"conflict"}]}
            """u8;

        OpenCalls.Verdicts(answer, 4).ShouldBe([Verdict.Accepted, Verdict.Duplicate, Verdict.Rejected, Verdict.Conflict]);
    }

    [Fact]
    public void An_answer_to_fewer_events_than_were_posted_is_none() =>
        Should.Throw<InvalidOperationException>(static () => OpenCalls.Verdicts("""{"results":[{"id":"a","status":"accepted"}]}"""u8, 2));

    [Fact]
    public async Task A_body_is_an_array_of_the_events_as_they_are()
    {
        using var content = new EventsContent([Bytes("""{"id":"a"}"""), Bytes("""{"id":"b"}"""), Bytes("""{"id":"c"}""")]);

        var text = await content.ReadAsStringAsync();

        text.ShouldBe("""[{"id":"a"},{"id":"b"},{"id":"c"}]""");
        content.Headers.ContentLength.ShouldBe(text.Length);
        content.Headers.ContentType!.MediaType.ShouldBe("application/json");
    }

    [Fact]
    public void A_decisions_message_names_the_events_that_caused_it()
    {
        DecisionReader.Causes(Bytes("""{"type":"DecisionChanged","at":"x","causes":["customs.declarations/VN:10512345676:0","bank.payments/BIDV:FT1"],"alerts":[],"decision":{}}"""))
            .ShouldBe(["customs.declarations/VN:10512345676:0", "bank.payments/BIDV:FT1"]);
        DecisionReader.Causes(Bytes("""{"type":"DecisionChanged","causes":[],"alerts":[]}""")).ShouldBeEmpty();
    }

    [Fact]
    public void Questions_are_about_declarations_the_engine_has_and_about_different_ones()
    {
        var known = new KnownDeclarations(100);
        known.Pick(1).ShouldBeNull();
        for (var i = 0; i < 120; i++)
        {
            known.Add($"declaration {i}");
        }

        var asked = Enumerable.Range(0, 2_000).Select(known.Pick).Distinct().ToList();

        asked.Count.ShouldBe(100);
        asked.ShouldAllBe(static key => key != null);
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
