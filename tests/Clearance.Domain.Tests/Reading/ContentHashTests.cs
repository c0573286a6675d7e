using System.Numerics;
using FsCheck;
using FsCheck.Fluent;

namespace Clearance.Domain.Tests.Reading;

/// <summary>Two events have one content when they are the same JSON values, however they are written (contract.md
/// §1).</summary>
public class ContentHashTests
{
    private const int Cases = 2000;

    private static readonly Gen<string> Texts =
        Gen.Elements("", "a", "A", "b", "amount", "amounts", "number-1", "\"", "\\", "\n", "đ", "😀", "ạ", "\0", "1")
            .Two().Select(pair => pair.Item1 + pair.Item2);

    private static readonly Gen<JsonModel> Words =
        Gen.Elements("null", "true", "false").Select(JsonModel (word) => new JsonModel.Word(word));

    private static readonly Gen<JsonModel> Numbers =
        from negative in Gen.Elements(true, false)
        from digits in Gen.Elements(
            "", "1", "2", "9", "12", "101", "90000000000000001", "123456789012345678901234567890123456789")
        from power in Gen.Elements(
            "0", "0", "1", "-1", "7", "-300", "99999999999999999", "-99999999999999999", "100000000000000000",
            "-100000000000000000", "9223372036854775807", "-9223372036854775808",
            "10000000000000000000000000000000000000000")
        select (JsonModel)new JsonModel.Number(
            digits.Length > 0 && negative, digits, digits.Length > 0 ? BigInteger.Parse(power) : 0);

    private static readonly Arbitrary<JsonModel> Values = Arb.From(Value(4));

    private static readonly Arbitrary<int> Seeds = Arb.From(Gen.Choose(0, int.MaxValue));

    [Fact]
    public void Member_order_white_space_and_spelling_do_not_matter() =>
        Prop.ForAll(Values, Seeds, (value, seed) =>
        {
            var random = new Random(seed);
            HashOf(value.Spell(random)).ShouldBe(HashOf(value.Spell(random)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Cases));

    [Fact]
    public void Any_other_value_anywhere_is_other_content() =>
        Prop.ForAll(Values, Seeds, (value, seed) =>
        {
            var random = new Random(seed);
            var other = Changed(value, random);
            HashOf(other.Spell(random)).ShouldNotBe(HashOf(value.Spell(random)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Cases));

    [Fact]
    public void A_sample_keeps_its_content_however_it_is_laid_out()
    {
        var random = new Random(11);
        foreach (var (stream, _, json) in Samples.All)
        {
            var members = System.Text.Json.Nodes.JsonNode.Parse(json)!.AsObject().ToArray();
            for (var i = 0; i < 20; i++)
            {
                random.Shuffle(members);
                var shuffled = members.Select(m => $" \"{m.Key}\"\t:\n{m.Value?.ToJsonString() ?? "null"} ");
                Samples.Read(stream, $"{{{string.Join(',', shuffled)}}}").Content
                    .ShouldBe(Samples.Read(stream, json).Content);
            }
        }
    }

    [Fact]
    public void Samples_of_different_content_have_different_hashes() =>
        Samples.All.Select(s => Samples.Read(s.Stream, s.Json).Content).ShouldBeUnique();

    [Theory]
    [InlineData("1", "1.0", "1e0", "10e-1", "0.1E+1", "100e-02", "0.001e3", "1.000000000000000000000000000000")]
    [InlineData("0", "-0", "0.0", "-0.000e7", "0e-99999999999999999999")]
    [InlineData("-12000000", "-12e6", "-1.2E7", "-12000000.0")]
    [InlineData("1e100000000000000000", "10e99999999999999999", "0.1e100000000000000001", "1E+0100000000000000000")]
    [InlineData("1e-100000000000000000", "10e-100000000000000001", "0.1e-99999999999999999")]
    [InlineData("\"1A\"", "\"\\u0031A\"", "\"1\\u0041\"")]
    [InlineData("\"/\"", "\"\\/\"", "\"\\u002f\"", "\"\\u002F\"")]
    [InlineData("\"😀\"", "\"\\ud83d\\ude00\"")]
    [InlineData("{\"a\":1,\"b\":[true,null]}", "{\"b\":[ true,null ],\"a\":1.0}", "{\"\\u0062\":[true,null],\"a\":1}")]
    public void Is_one_content(params string[] spellings) =>
        spellings.Select(HashOf).Distinct().ShouldHaveSingleItem();

    [Fact]
    public void Is_other_content() =>
        ((string[])
        [
            "0", "1", "-1", "10", "0.1", "1e100000000000000000", "1e100000000000000001", "9007199254740992",
            "9007199254740993",
            "\"0\"", "\"1\"", "\"\"", "\"null\"", "\"é\"", "\"e\\u0301\"", "\"\\u0000\"", "\" \"", "null", "true",
            "false",
            "[]", "{}", "[null]", "[[]]", "[{}]", "[1,2]", "[2,1]", "[12]", "[\"1\",2]", "[\"12\"]", "[\"1\",\"2\"]",
            "{\"a\":1}", "{\"A\":1}", "{\"a\":null}", "{\"a\":{\"b\":1}}", "{\"a\":{},\"b\":1}", "{\"a\":1,\"b\":1}",
            "{\"\":1}",
        ]).Select(HashOf).ShouldBeUnique();

    [Fact]
    public void Null_and_absent_and_unknown_members_count()
    {
        var (_, _, json) = Samples.Of("ObligationAdjusted");
        ((string[])
        [
            json,
            Samples.Changed(json, "due = null"),
            Samples.Changed(json, "due = absent"),
            Samples.Changed(json, "note = null"),
            Samples.Changed(json, "note = \"x\""),
            Samples.Changed(json, "amount = 9000001"),
            Samples.Changed(json, "id = \"AD:8\""),
        ]).Select(text => Samples.Read(EventStream.Declarations, text).Content).ShouldBeUnique();
    }

    [Fact]
    public void The_stored_hash_of_an_event_never_changes()
    {
        // Registries keep it for ever: if this fails, every event delivered again would become a conflict.
        var (stream, _, json) = Samples.Of("ClearanceRecorded");

        Samples.Read(stream, json).Content.ShouldBe(new Hash128(0x234B1D5CB0CD54F8, 0xEAB2A1E2706D9BC8));
        HashOf("""[0,-12.50e3,"đ",null,true,false,{"b":{},"a":[]}]""")
            .ShouldBe(new Hash128(0xA4E83A415AB98631, 0x05E189A867BEED70));
    }

    private static Hash128 HashOf(string value)
    {
        var result = Samples.Read(EventStream.Declarations,
            $$"""
            {"type":"DeclarationCancelled","id":"CA:1","at":"2026-11-03T10:00:00Z","declaration":"105123456760",
             "x":{{value}}}
            """);
        result.Rejection.ShouldBeNull();
        return result.Content;
    }

    private static Gen<JsonModel> Value(int depth)
    {
        var texts = Texts.Select(JsonModel (text) => new JsonModel.Text(text));
        if (depth == 0)
        {
            return Gen.OneOf(Words, Numbers, texts);
        }

        var few = Gen.Choose(0, depth == 1 ? 30 : 3);
        var lists = few.SelectMany(n => Value(depth - 1).ListOf(n))
            .Select(JsonModel (items) => new JsonModel.List([.. items]));
        var maps = few.SelectMany(n => Gen.Zip(Texts, Value(depth - 1)).ListOf(n))
            .Select(JsonModel (members) => new JsonModel.Map([.. members.DistinctBy(m => m.Item1)]));
        return Gen.OneOf(Words, Numbers, texts, lists, maps, maps);
    }

    // Another value: one place of it, at a random depth, is changed.
    private static JsonModel Changed(JsonModel value, Random random)
    {
        switch (value)
        {
            case JsonModel.Word word:
                return new JsonModel.Word(word.Written == "null" ? "true" : "null");
            case JsonModel.Number { Digits: "" }:
                return new JsonModel.Number(random.Next(2) == 0, "1", 0);
            case JsonModel.Number number:
                return random.Next(3) switch
                {
                    0 => number with { Negative = !number.Negative },
                    1 => number with { Power = number.Power + 1 },
                    _ => number with { Digits = number.Digits + "01" },
                };
            case JsonModel.Text text:
                return new JsonModel.Text(random.Next(2) == 0 ? text.Value + "x" : "x" + text.Value);
            case JsonModel.List list:
                return new JsonModel.List(
                    Changed(list.Items, item => Changed(item, random), new JsonModel.Word("null"), random));
            case JsonModel.Map map:
                return new JsonModel.Map(Changed(
                    map.Members,
                    member => random.Next(3) == 0
                        ? (member.Name + "!", member.Value)
                        : (member.Name, Changed(member.Value, random)),
                    ("!!!!!", new JsonModel.Word("null")),
                    random));
            default:
                throw new ArgumentOutOfRangeException(nameof(value));
        }
    }

    private static List<T> Changed<T>(IReadOnlyList<T> items, Func<T, T> change, T more, Random random)
    {
        List<T> changed = [.. items];
        if (changed.Count == 0 || random.Next(4) == 0)
        {
            changed.Add(more);
        }
        else
        {
            var place = random.Next(changed.Count);
            changed[place] = change(changed[place]);
        }

        return changed;
    }
}
