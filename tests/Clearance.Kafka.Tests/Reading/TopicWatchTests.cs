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

    private sealed class HandClock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
