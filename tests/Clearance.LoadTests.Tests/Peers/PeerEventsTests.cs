using System.Text;
using Clearance.LoadTests.Peers;
using Clearance.Workload;

namespace Clearance.LoadTests.Tests.Peers;

public sealed class PeerEventsTests
{
    private static readonly CommonEvents Events = new(1, 5, taxpayers: 3, skew: 0.6, new DateOnly(2026, 11, 2));

    [Fact]
    public void The_common_bodies_are_read_whole()
    {
        var (registrations, payments) = Events.Next(20);

        var registered = PeerEvents.Read(registrations.Body);
        registered.Select(static it => it.Declaration.ToString()).ShouldBe(registrations.Rows.Select(static row => row.Declaration));
        registered.ShouldAllBe(static it => it.Blocking.SequenceEqual(new[] { true, true, false }));
        PeerEvents.Read(payments.Body).Select(static it => it.Amounts.Sum()).ShouldBe(payments.Rows.Select(static row => row.Paid));
    }

    [Fact]
    public void Other_bytes_are_other_content()
    {
        var body = Encoding.UTF8.GetString(Events.Next(1).Payments.Body);

        Read(body).Content.ShouldBe(Read(body).Content);
        Read(body.Replace("\"row\":1", "\"row\":9", StringComparison.Ordinal)).Content.ShouldNotBe(Read(body).Content);
    }

    [Fact]
    public void A_number_with_a_wrong_check_digit_names_nothing()
    {
        var batch = Events.Next(1).Payments;
        var key = batch.Rows[0].Declaration;
        var other = key[..^1] + (char)(key[^1] == '6' ? '0' : key[^1] + 1);

        Read(Encoding.UTF8.GetString(batch.Body).Replace($"\"declaration\":\"{key}\"", $"\"declaration\":\"{other}\"", StringComparison.Ordinal))
            .Targets.ShouldAllBe(static target => target == 0);
    }

    [Fact]
    public void What_the_peers_do_not_know_is_refused() => Should.Throw<NotSupportedException>(() => Read(
        Encoding.UTF8.GetString(Events.Next(1).Registrations.Body).Replace("\"term\":\"D\"", "\"term\":\"C\"", StringComparison.Ordinal)));

    private static PeerEvent Read(string body) => PeerEvents.Read(Encoding.UTF8.GetBytes(body)).ShouldHaveSingleItem();
}
