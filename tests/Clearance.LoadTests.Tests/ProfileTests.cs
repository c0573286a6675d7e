using Clearance.LoadTests.Open.Profiles;

namespace Clearance.LoadTests.Tests;

public sealed class ProfileTests
{
    private const string Least =
        """{"name":"n","about":"a","seconds":10,"warmUpSeconds":1,"events":{"perSecond":5},"queries":{"perSecond":1}}""";

    public static TheoryData<string> Shipped =>
        new(Directory.EnumerateFiles(ProfileReader.Folder, "*.json").Select(static file => Path.GetFileNameWithoutExtension(file)!));

    [Theory]
    [MemberData(nameof(Shipped))]
    public void A_profile_that_comes_with_the_tool_is_read_by_its_name(string name)
    {
        var profile = ProfileReader.Load(name);

        profile.Name.ShouldBe(name);
        profile.Day.Duplicates.ShouldBe(0.01);
        profile.Day.Reordered.ShouldBe(0.02);
        profile.Day.MisKeyed.ShouldBe(0.01);
        profile.Day.Amended.ShouldBe(0.05);
        profile.Day.Skew.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void What_a_profile_leaves_out_is_as_the_nation_is()
    {
        var profile = ProfileReader.Read(Least, "least.json");

        profile.Day.ShouldBe(new DayShape());
        profile.Bounds.ShouldBe(new Bounds());
        profile.Outage.ShouldBeNull();
        profile.Events.Arrivals.ShouldBe(ArrivalKind.Poisson);
    }

    [Theory]
    [InlineData("\"seconds\":10", "\"seconds\":10,\"second\":10", "second")]
    [InlineData("\"perSecond\":5", "\"perSecond\":5,\"burst\":2", "burst")]
    [InlineData("\"seconds\":10", "\"seconds\":10,\"seconds\":10", "seconds")]
    [InlineData("\"seconds\":10,", "", "seconds")]
    [InlineData("\"perSecond\":5", "\"perSecond\":\"5\"", "perSecond")]
    [InlineData("\"perSecond\":5", "\"perSecond\":5,\"arrivals\":\"bursts\"", "arrivals")]
    [InlineData("\"perSecond\":5", "\"perSecond\":-5", "events.perSecond is -5: it must be from 0 to 1000000")]
    [InlineData("\"perSecond\":1", "\"perSecond\":1,\"herds\":[{\"at\":11,\"count\":1}]", "queries.herds.at is 11: it must be from 0 to 10")]
    [InlineData("\"seconds\":10", "\"seconds\":10,\"day\":{\"busiest\":1.5}", "day.busiest")]
    public void What_is_not_known_or_cannot_be_is_refused_by_its_name(string instead, string of, string named)
    {
        var wrong = Least.Replace(instead, of, StringComparison.Ordinal);

        var refused = Should.Throw<ProfileException>(() => ProfileReader.Read(wrong, "wrong.json"));

        refused.Message.ShouldStartWith("wrong.json: ");
        refused.Message.ShouldContain(named);
    }

    [Fact]
    public void A_profile_that_is_not_there_is_refused_with_the_names_of_those_that_are() =>
        Should.Throw<ProfileException>(static () => ProfileReader.Load("national-pique"))
            .Message.ShouldSatisfyAllConditions(
                static message => message.ShouldContain("There is no profile national-pique"),
                static message => message.ShouldContain("national-peak-x100"));

    [Theory]
    [MemberData(nameof(Shipped))]
    public void A_profile_as_a_page_shows_it_is_read_again(string name)
    {
        var profile = ProfileReader.Load(name);

        ProfileReader.Write(ProfileReader.Read(ProfileReader.Write(profile), "shown")).ShouldBe(ProfileReader.Write(profile));
    }

    [Fact]
    public void At_another_rate_questions_keep_their_proportion()
    {
        var profile = ProfileReader.Load("mixed-80-20").At(1_500);

        profile.Events.PerSecond.ShouldBe(1_500);
        profile.Queries.PerSecond.ShouldBe(6_000);
    }
}
