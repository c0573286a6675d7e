using Confluent.Kafka;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace Clearance.Kafka.Tests.Reading;

/// <summary>S2: what is refused stays so until a member that reads hears nothing of it.</summary>
public sealed class RightsWatchTests
{
    private readonly HandClock _clock = new();
    private readonly RightsWatch _watch;

    public RightsWatchTests() => _watch = new RightsWatch(_clock);

    [Fact]
    public void Nothing_is_refused_while_nothing_is_heard_or_something_else_is()
    {
        _watch.Begin();
        _watch.Hear(new Error(ErrorCode.Local_Transport, "away"));
        Pass(60);
        (_watch.Refused, _watch.IsToAskAgain).ShouldBe((null, false));
    }

    [Fact]
    public void A_member_that_was_refused_is_so_to_its_end_and_another_is_to_ask_after_a_while()
    {
        _watch.Begin();
        Refuse();
        Pass(9);
        _watch.IsToAskAgain.ShouldBeFalse();
        Pass(2);
        _watch.IsToAskAgain.ShouldBeTrue();
        _watch.Refused.ShouldNotBeNull();
    }

    [Fact]
    public void The_next_member_is_refused_until_it_has_read_for_a_while_and_heard_nothing()
    {
        _watch.Begin();
        Refuse();
        Pass(11);

        _watch.Begin();
        _watch.IsToAskAgain.ShouldBeFalse();
        Pass(60, isAssigned: false);
        _watch.Refused.ShouldNotBeNull("it has not read yet");
        Pass(4);
        _watch.Refused.ShouldNotBeNull();
        Pass(1, isAssigned: false);
        Pass(4);
        _watch.Refused.ShouldNotBeNull("it reads anew");
        Refuse();
        Pass(11);
        _watch.Refused.ShouldNotBeNull("it was refused as well");

        _watch.Begin();
        Pass(7);
        _watch.Refused.ShouldBeNull();
    }

    [Fact]
    public void The_topic_is_named_once()
    {
        _watch.Begin();
        Refuse();
        _watch.Refused.ShouldBe("Kafka does not let the engine read: bank.guarantees: Fetch failed");
        _watch.Begin();
        _watch.Hear(new Error(ErrorCode.TopicAuthorizationFailed, "bank.payments not available"), "bank.payments");
        _watch.Refused.ShouldBe("Kafka does not let the engine read: bank.payments not available");
        _watch.Begin();
        _watch.Hear(new Error(ErrorCode.GroupAuthorizationFailed, "no group"));
        _watch.Refused.ShouldBe("Kafka does not let the engine read: no group");
    }

    private void Refuse() => _watch.Hear(new Error(ErrorCode.TopicAuthorizationFailed, "Fetch failed"), "bank.guarantees");

    /// <summary>Lets seconds go by, in each of which a member looks around.</summary>
    private void Pass(int seconds, bool isAssigned = true)
    {
        for (var second = 0; second < seconds; second++)
        {
            _watch.Look(isAssigned);
            _clock.Now += TimeSpan.TicksPerSecond;
        }

        _watch.Look(isAssigned);
    }

    private sealed class HandClock : TimeProvider
    {
        public long Now { get; set; } = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now;
    }
}
