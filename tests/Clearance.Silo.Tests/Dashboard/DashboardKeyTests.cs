using System.Text;

namespace Clearance.Silo.Tests.Dashboard;

public sealed class DashboardKeyTests
{
    private const string Key = "a key of 24 characters: ü";

    [Theory]
    [InlineData(":" + Key)]
    [InlineData("operator:" + Key)]
    public void Under_any_name_the_key_opens(string credentials)
    {
        new DashboardKey(Key).Opens(Basic(credentials)).ShouldBeTrue();
        new DashboardKey(Key).Opens(Basic(credentials).Replace("Basic", "basic", StringComparison.Ordinal)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("operator:a key of 24 characters: u")]
    [InlineData("operator:a key of 24 characters: ")]
    [InlineData("operator:" + Key + " ")]
    [InlineData("operator:")]
    [InlineData(Key)]
    [InlineData("")]
    public void Nothing_else_opens(string credentials) => new DashboardKey(Key).Opens(Basic(credentials)).ShouldBeFalse();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Basic")]
    [InlineData("Basic %%%")]
    [InlineData("Bearer " + Key)]
    [InlineData(Key)]
    public void What_is_not_Basic_authentication_does_not_open(string? authorization) =>
        new DashboardKey(Key).Opens(authorization).ShouldBeFalse();

    private static string Basic(string credentials) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials));
}
