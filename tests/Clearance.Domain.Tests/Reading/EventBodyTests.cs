using System.Text;

namespace Clearance.Domain.Tests.Reading;

public class EventBodyTests
{
    [Fact]
    public void One_event_is_a_body()
    {
        Events("  {\"a\": [1] }\n").ShouldBe(["{\"a\": [1] }"]);
        Events("{}").ShouldBe(["{}"]);
    }

    [Fact]
    public void An_array_is_taken_apart_byte_for_byte()
    {
        Events(" [ {\"a\":\"]\"} ,\n{ } , {\"ố\":[{}]}] ").ShouldBe(["{\"a\":\"]\"}", "{ }", "{\"ố\":[{}]}"]);
        Events("[]").ShouldBeEmpty();
    }

    [Fact]
    public void What_is_no_object_is_an_event_that_is_refused_alone()
    {
        var body = Encoding.UTF8.GetBytes("[1.50,\"x\",null,true,[[]],{}]");

        var split = EventBody.Split(body);

        split.Events.Select(e => Encoding.UTF8.GetString(body, e.Offset, e.Length))
            .ShouldBe(["1.50", "\"x\"", "null", "true", "[[]]", "{}"]);
        split.Events.Take(5).Select(e => EventReader.Read(EventStream.Payments, body.AsSpan(e.Offset, e.Length)))
            .ShouldAllBe(result => result.Rejection!.Code == RejectionCode.Malformed);
        Events("5").ShouldBe(["5"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("[")]
    [InlineData("[{}")]
    [InlineData("[{},]")]
    [InlineData("[{}{}]")]
    [InlineData("[{}]]")]
    [InlineData("{}{}")]
    [InlineData("{} x")]
    [InlineData("[{\"a\":}]")]
    [InlineData("[{}] // done")]
    [InlineData("\uFEFF{}")]
    public void What_cannot_be_parsed_is_refused_whole(string text)
    {
        var split = EventBody.Split(Encoding.UTF8.GetBytes(text));

        split.Fault.ShouldBe(BodyFault.Unreadable);
        split.Events.ShouldBeEmpty();
        split.Detail.ShouldNotBeNull().ShouldStartWith("The body is not valid JSON: line 1, byte ");
    }

    [Fact]
    public void A_thousand_events_are_one_call_and_one_more_is_too_many()
    {
        static string Of(int count) => $"[{string.Join(',', Enumerable.Repeat("{}", count))}]";

        Events(Of(1000)).Count.ShouldBe(1000);
        EventBody.Split(Encoding.UTF8.GetBytes(Of(1001))).Fault.ShouldBe(BodyFault.TooManyEvents);
        EventBody.Split(Encoding.UTF8.GetBytes($"[{Of(5000)}]")).Fault.ShouldBe(BodyFault.None);
    }

    [Fact]
    public void Each_event_of_an_array_is_judged_by_itself()
    {
        var good = Samples.Of("ClearanceRecorded").Json;
        string[] events =
        [
            good,
            good.Insert(good.Length - 1, $",\"pad\":\"{new string('x', Limits.EventBytesMax)}\""),
            good.Insert(good.Length - 1, ",\"deep\":[[[[[[[[]]]]]]]]"),
            good.Insert(good.Length - 1, ",\"id\":\"again\""),
            good.Insert(good.Length - 1, ",\"half\":\"\\ud800\""),
            good.Insert(good.Length - 1, $",\"abyss\":{new string('[', 20_000)}{new string(']', 20_000)}"),
            good.Insert(good.Length - 1, ",\"deepest\":[[[[[[[]]]]]]]"),
        ];
        var body = Encoding.UTF8.GetBytes($"[{string.Join(",\n ", events)}]");

        var results = EventBody.Split(body).Events
            .Select(e => EventReader.Read(EventStream.Declarations, body.AsSpan(e.Offset, e.Length))).ToList();

        results.Select(r => r.Rejection?.Code.ToString() ?? "valid")
            .ShouldBe(["valid", "Malformed", "Malformed", "Malformed", "Malformed", "Malformed", "valid"]);
    }

    [Fact]
    public void Invalid_UTF_8_in_one_event_leaves_its_neighbours_alone()
    {
        byte[] body = [.. "[{\"a\":\""u8, 0xFF, .. "\"},{}]"u8];

        EventBody.Split(body).Events.ShouldBe([new EventSlice(1, 9), new EventSlice(11, 2)]);
    }

    [Fact]
    public void No_depth_of_a_body_hurts()
    {
        const int Depth = 1_000_000;

        EventBody.Split(Encoding.UTF8.GetBytes(new string('[', Depth))).Fault.ShouldBe(BodyFault.Unreadable);
        Events(new string('[', Depth) + new string(']', Depth)).Count.ShouldBe(1);
        Events($"[{{}},{new string('[', Depth)}{new string(']', Depth)},{{}}]").Count.ShouldBe(3);
    }

    private static List<string> Events(string text)
    {
        var body = Encoding.UTF8.GetBytes(text);
        var split = EventBody.Split(body);
        (split.Fault, split.Detail).ShouldBe((BodyFault.None, null));
        return [.. split.Events.Select(e => Encoding.UTF8.GetString(body, e.Offset, e.Length))];
    }
}
