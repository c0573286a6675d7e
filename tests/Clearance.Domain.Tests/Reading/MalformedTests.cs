using System.Text;

namespace Clearance.Domain.Tests.Reading;

/// <summary>What is refused before any member is looked at.</summary>
public class MalformedTests
{
    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("nonsense")]
    [InlineData("{")]
    [InlineData("{}}")]
    [InlineData("{} {}")]
    [InlineData("{},")]
    [InlineData("{\"type\":}")]
    [InlineData("{\"type\":\"ClearanceRecorded\",}")]
    [InlineData("{type:\"ClearanceRecorded\"}")]
    [InlineData("{'type':'ClearanceRecorded'}")]
    [InlineData("{\"a\":01}")]
    [InlineData("{\"a\":+1}")]
    [InlineData("{\"a\":.5}")]
    [InlineData("{\"a\":1.}")]
    [InlineData("{\"a\":1e}")]
    [InlineData("{\"a\":NaN}")]
    [InlineData("{\"a\":\"\\x\"}")]
    [InlineData("{\"a\":\"\\u12\"}")]
    [InlineData("{\"a\":\"line\nbreak\"}")]
    [InlineData("{\"a\":1}//comment")]
    [InlineData("{/*comment*/}")]
    [InlineData("\uFEFF{}")]
    [InlineData("[]")]
    [InlineData("[{}]")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("5")]
    [InlineData("\"event\"")]
    public void What_is_not_one_JSON_object(string text) => Refused(Encoding.UTF8.GetBytes(text)).ShouldBeNull();

    [Theory]
    [InlineData("{\"a\":\"\\ud800\"}")]
    [InlineData("{\"a\":\"\\udc00\"}")]
    [InlineData("{\"a\":\"\\ud800\\ud800\"}")]
    [InlineData("{\"a\":\"\\ud800x\"}")]
    [InlineData("{\"a\":\"\\ud800\\n12345\"}")]
    [InlineData("{\"\\udfff\":1}")]
    public void An_escape_that_is_half_a_character(string text) => Refused(Encoding.UTF8.GetBytes(text)).ShouldBeNull();

    [Theory]
    [InlineData(new byte[] { 0xFF })]
    [InlineData(new byte[] { 0xC3 })]
    [InlineData(new byte[] { 0xC0, 0x80 })]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })]
    [InlineData(new byte[] { 0xF4, 0x90, 0x80, 0x80 })]
    public void Bytes_that_are_not_UTF_8_even_inside_a_string(byte[] bytes)
    {
        Refused([.. "{\"a\":\""u8, .. bytes, .. "\"}"u8]).ShouldBeNull();
        Refused([.. "{\""u8, .. bytes, .. "\":1}"u8]).ShouldBeNull();
        Refused(bytes).ShouldBeNull();
    }

    [Theory]
    [InlineData("{\"a\":1,\"a\":1}", "a")]
    [InlineData("{\"a\":1,\"b\":2,\"\\u0061\":3}", "a")]
    [InlineData("{\"\":1,\"\":2}", "")]
    [InlineData("{\"long\":[{},{\"x\":{\"y\":0,\"z\":0,\"y\":null}}]}", "long[1].x.y")]
    [InlineData("{\"abcdefgh1\":0,\"abcdefgh2\":0,\"abcdefgh1\":0}", "abcdefgh1")]
    public void A_member_that_is_there_twice_at_any_depth(string text, string field) =>
        Refused(Encoding.UTF8.GetBytes(text)).ShouldBe(field);

    [Fact]
    public void A_member_twice_among_very_many()
    {
        var names = Enumerable.Range(0, 3000).Select(i => $"\"n{i * 7919 % 3000}\":0").ToList();
        Samples.Read(EventStream.Payments, $"{{{string.Join(',', names)}}}")
            .Rejection!.Code.ShouldBe(RejectionCode.MissingField);

        names.Insert(1000, names[2000]);
        Refused(Encoding.UTF8.GetBytes($"{{{string.Join(',', names)}}}")).ShouldNotBeNull();
    }

    [Fact]
    public void A_name_is_no_duplicate_of_one_it_begins() =>
        Samples.Read(EventStream.Payments, """{"a":0,"a\u0000":0,"abcdefgh":0,"abcdefghi":0,"A":0,"":0}""")
            .Rejection!.Code.ShouldBe(RejectionCode.MissingField);

    [Fact]
    public void An_event_nested_deeper_than_8_with_its_own_object_counted()
    {
        var (stream, _, json) = Samples.Of("ClearanceRecorded");
        string With(string deep) => json.Insert(json.Length - 1, $",\"more\":{deep}");

        Samples.Read(stream, With("[[[[[[[1]]]]]]]")).Rejection.ShouldBeNull();
        Samples.Read(stream, With("""{"a":[{"b":{"c":[{"d":{}}]}}]}""")).Rejection.ShouldBeNull();
        Refused(Encoding.UTF8.GetBytes(With("[[[[[[[[]]]]]]]]"))).ShouldBeNull();
        Refused(Encoding.UTF8.GetBytes(With("""{"a":[{"b":{"c":[{"d":{"e":{}}}]}}]}"""))).ShouldBeNull();
    }

    [Fact]
    public void An_event_of_nothing_but_brackets()
    {
        Refused(Encoding.UTF8.GetBytes(new string('[', 60_000)));
        Refused(Encoding.UTF8.GetBytes(new string('[', 30_000) + new string(']', 30_000)));
        Refused(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 10_000))));
        Refused(Encoding.UTF8.GetBytes(new string('[', 10_000_000)));
    }

    [Theory]
    [InlineData("{\"type\":\"ClearanceRecorded\",\"id\":\"CL:1\",\"at\"", "CL:1")]
    [InlineData("{\"id\":\"CL:1\",\"a\":0,\"a\":0}", "CL:1")]
    [InlineData("{\"id\":\"CL:1\",\"a\":[[[[[[[[[[[]]]]]]]]]]]}", "CL:1")]
    [InlineData("{\"id\":\"a b\"}", "a b")]
    [InlineData("{\"id\":", null)]
    [InlineData("{\"id\":7}", null)]
    [InlineData("{\"type\":{\"id\":\"x\"", null)]
    [InlineData("[\"id\",\"x\"]", null)]
    public void The_answer_names_the_id_when_it_can_be_read(string text, string? id) =>
        Samples.Read(EventStream.Declarations, text).Id.ShouldBe(id);

    [Fact]
    public void An_id_too_long_to_be_meant_as_one_is_not_repeated() =>
        Samples.Read(EventStream.Declarations, $$"""{"id":"{{new string('x', 5000)}}"}""").Id.ShouldBeNull();

    // Refused as malformed on every stream; answers the field.
    private static string? Refused(byte[] bytes)
    {
        var rejection = Enum.GetValues<EventStream>()
            .Select(s => EventReader.Read(s, bytes).Rejection.ShouldNotBeNull()).Distinct().ShouldHaveSingleItem();
        rejection.Code.ShouldBe(RejectionCode.Malformed);
        rejection.Detail.ShouldEndWith(".");
        return rejection.Field;
    }
}
