using Clearance.Domain;
using Clearance.Entities;
using Clearance.Testing.Scenarios;

namespace Clearance.Grains.Tests.Messages;

public sealed class MessageTests
{
    public static TheoryData<string> Names => [.. Scenario.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public Task Scenario_holds_when_every_call_is_carried_as_bytes(string name) => WiredScenario.Run(name, new BytesWire());

    [Fact]
    public void Results_of_every_kind_arrive()
    {
        EventResult[] results =
        [
            new("VCB:1", EventStatus.Accepted) { IsPending = true },
            new("VCB:1", EventStatus.Duplicate),
            new("a/ü", EventStatus.Rejected) { IsMisrouted = true },
            new(null, EventStatus.Rejected, new Rejection(RejectionCode.Malformed, null, "Not JSON.")),
            new("x", EventStatus.Conflict) { AwaitsRedecision = true },
            new("x", EventStatus.Rejected, new Rejection(RejectionCode.InvalidAmount, "rows[1].amount", "đồng")),
        ];
        new BytesWire().Carry(new EventResults(results)).Results.ShouldBe(results);
        new BytesWire().Carry(new EventResults([])).Results.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Thrown))]
    public void A_refusal_of_an_entity_reaches_the_caller_as_it_was_thrown(Exception thrown, bool ends)
    {
        var fault = EntityFaultException.Of(thrown).ShouldNotBeNull();
        var arrived = new BytesWire().Carry(fault);
        arrived.Fault.ShouldBe(fault.Fault);
        arrived.EndsActivation.ShouldBe(ends);
        var again = arrived.Thrown(Samples.Taxpayer);
        again.GetType().ShouldBe(thrown.GetType());
        again.Message.ShouldBe(thrown.Message);
    }

    public static TheoryData<Exception, bool> Thrown() => new()
    {
        { new StoreUnavailableException("The store is down."), true },
        { new StateConflictException("It changed elsewhere."), true },
        { new CommitOutcomeUnknownException("Cut after the commit was sent."), true },
        { new LedgerParkedException(Samples.Taxpayer), false },
        { new CorruptRecordException("A byte is wrong."), false },
        { new OverloadedException("Too many wait."), false },
    };

    [Fact]
    public void What_is_no_refusal_is_no_fault() =>
        EntityFaultException.Of(new InvalidOperationException("A defect.")).ShouldBeNull();

    [Fact]
    public void An_event_that_is_not_the_one_sent_is_refused()
    {
        var sent = Samples.Event;
        var other = sent with { Content = new Hash128(sent.Content.High, sent.Content.Low + 1) };
        Should.Throw<CorruptRecordException>(() => EventBatch.Decode(new EventBatch([other]).Encode()));
        var form = sent with { Raw = "{}"u8.ToArray() };
        Should.Throw<CorruptRecordException>(() => EventBatch.Decode(new EventBatch([form]).Encode()));
    }

    [Fact]
    public void Bytes_cut_short_or_too_long_are_refused()
    {
        foreach (var (name, body, decode) in Samples.All)
        {
            for (var length = 0; length < body.Length; length++)
            {
                Should.Throw<CorruptRecordException>(() => decode(body[..length]), $"{name}, {length} bytes");
            }

            Should.Throw<CorruptRecordException>(() => decode([.. body, 0]), name);
            Should.Throw<CorruptRecordException>(() => decode([(byte)(body[0] + 1), .. body[1..]]), name);
        }
    }
}
