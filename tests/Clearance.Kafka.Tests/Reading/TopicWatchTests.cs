using Confluent.Kafka;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace Clearance.Kafka.Tests.Reading;

/// <summary>What a member is not given to read, by what its client says of it.</summary>
public sealed class TopicWatchTests
{
    private static readonly Error Missing = new(ErrorCode.UnknownTopicOrPart, "Broker: Unknown topic or partition");
    private static readonly Error Denied = new(ErrorCode.TopicAuthorizationFailed, "bank.payments: authorization failed");

    private readonly HandClock _clock = new();
    private readonly TopicWatch _watch;

    public TopicWatchTests() => _watch = new TopicWatch(_clock);

    [Fact]
    public void All_that_is_missing_is_named_until_it_is_assigned()
    {
        _watch.Hear(Missing, "bank.payments");
        _watch.Hear(Missing, "bank.guarantees");
        _watch.Unread.ShouldBe("Kafka does not have a topic the engine reads: bank.guarantees, bank.payments");

        _watch.Assigned(["customs.declarations", "bank.guarantees", "bank.guarantees"]);
        _watch.Unread.ShouldBe("Kafka does not have a topic the engine reads: bank.payments");
        _watch.Assigned(["bank.payments"]);
        _watch.Unread.ShouldBeNull();
    }

    [Fact]
    public void What_is_denied_stays_so_until_another_client_asks()
    {
        _watch.Hear(Denied);
        _watch.Assigned(["bank.payments"]);
        _watch.Unread.ShouldBe("Kafka does not let the engine read: bank.payments: authorization failed");
    }

    [Fact]
    public void Another_client_is_to_ask_a_while_after_the_first_word_of_it()
    {
        _watch.Hear(Missing, "bank.payments");
        _clock.Now = TimeSpan.FromSeconds(9);
        _watch.Hear(Denied);
        _watch.IsToAskAgain.ShouldBeFalse();
        _clock.Now = TimeSpan.FromSeconds(11);
        _watch.IsToAskAgain.ShouldBeTrue();
    }

    [Fact]
    public void Other_faults_are_not_of_its_concern()
    {
        foreach (var code in (ErrorCode[])[ErrorCode.Local_AllBrokersDown, ErrorCode.Local_Transport, ErrorCode.OffsetOutOfRange])
        {
            _watch.Hear(new Error(code), "bank.payments");
        }

        _watch.Unread.ShouldBeNull();
        _clock.Now = TimeSpan.FromHours(1);
        _watch.IsToAskAgain.ShouldBeFalse();
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
        _watch.Unread.ShouldNotBeNull();
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
        _watch.Unread.ShouldNotBeNull("it has not read yet");
        Pass(4);
        _watch.Unread.ShouldNotBeNull();
        Pass(1, isAssigned: false);
        Pass(4);
        _watch.Unread.ShouldNotBeNull("it reads anew");
        Refuse();
        Pass(11);
        _watch.Unread.ShouldNotBeNull("it was refused as well");

        _watch.Begin();
        Pass(7);
        _watch.Unread.ShouldBeNull();
    }

    [Fact]
    public void The_topic_is_named_once()
    {
        _watch.Begin();
        Refuse();
        _watch.Unread.ShouldBe("Kafka does not let the engine read: bank.guarantees: Fetch failed");
        _watch.Begin();
        _watch.Hear(new Error(ErrorCode.TopicAuthorizationFailed, "bank.payments not available"), "bank.payments");
        _watch.Unread.ShouldBe("Kafka does not let the engine read: bank.payments not available");
        _watch.Begin();
        _watch.Hear(new Error(ErrorCode.GroupAuthorizationFailed, "no group"));
        _watch.Unread.ShouldBe("Kafka does not let the engine read: no group");
    }

    private void Refuse() => _watch.Hear(new Error(ErrorCode.TopicAuthorizationFailed, "Fetch failed"), "bank.guarantees");

    /// <summary>Lets seconds go by, in each of which a member looks around.</summary>
    private void Pass(int seconds, bool isAssigned = true)
    {
        for (var second = 0; second < seconds; second++)
        {
            _watch.Look(isAssigned);
            _clock.Now += TimeSpan.FromSeconds(1);
        }

        _watch.Look(isAssigned);
    }

    private sealed class HandClock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
