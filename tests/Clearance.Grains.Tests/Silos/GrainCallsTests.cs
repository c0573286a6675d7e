using Clearance.Entities;
using Clearance.LocalHost;

namespace Clearance.Grains.Tests.Silos;

/// <summary>What callers of grains notice of silos that are lost.</summary>
public sealed class GrainCallsTests
{
    private readonly ThreadPoolScheduler _scheduler = new(TimeProvider.System);
    private int _asked;

    [Fact]
    public async Task A_question_is_asked_again_while_nobody_can_be_reached()
    {
        (await GrainCalls.Ask(() => ++_asked < 3 ? Task.FromException<string>(new OrleansException()) : Task.FromResult("yes"), _scheduler)).ShouldBe("yes");
        _asked.ShouldBe(3);
    }

    [Fact]
    public async Task A_refusal_of_the_entity_is_passed_on_at_once()
    {
        Task<string> Refuse()
        {
            _asked++;
            return Task.FromException<string>(EntityFaultException.Of(new StoreUnavailableException("The store is down."))!);
        }

        await Should.ThrowAsync<StoreUnavailableException>(() => GrainCalls.Ask(Refuse, _scheduler));
        _asked.ShouldBe(1);
    }

    [Fact]
    public async Task A_call_that_may_change_something_is_left_to_its_caller_to_repeat()
    {
        Task<string> Lost()
        {
            _asked++;
            return Task.FromException<string>(new OrleansException());
        }

        await Should.ThrowAsync<StoreUnavailableException>(() => GrainCalls.Answer(Lost()));
        _asked.ShouldBe(1);
    }
}
