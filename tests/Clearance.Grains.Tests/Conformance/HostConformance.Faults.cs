using Clearance.Domain;
using Clearance.Entities;
using Clearance.Testing.Engines;
using static Clearance.Testing.Events.TestEvents;

namespace Clearance.Grains.Tests.Conformance;

/// <content>A store that fails, somebody else who writes, and what becomes of the activation.</content>
public abstract partial class HostConformance
{
    [Fact]
    public async Task A_load_that_fails_fails_its_call_and_the_next_one_succeeds()
    {
        await using var host = await Start(Two);
        host.Store.BeforeRead = static () => throw new StoreUnavailableException("The store is down.");
        foreach (var caller in (TestedEngine[])[host, host.Far])
        {
            var refused = await Should.ThrowAsync<StoreUnavailableException>(
                () => caller.Entities.Taxpayer(Importer).Root().AsTask().WaitAsync(Limit));
            refused.Message.ShouldBe("The store is down.");
        }

        await Should.ThrowAsync<StoreUnavailableException>(() => host.Post(Concern(1)).WaitAsync(Limit));
        host.Store.BeforeRead = null;
        (await host.Post(Concern(1)).WaitAsync(Limit)).Status.ShouldBe(EventStatus.Accepted);
        (await host.Far.Entities.Taxpayer(Importer).Root()).Version.ShouldBe(1);
    }

    [Fact]
    public async Task A_failed_commit_shows_nothing_and_the_call_may_be_repeated()
    {
        await using var host = await Start(Two);
        await host.Post(Registered(1, Importer));
        host.Store.FailNextCommit();

        await Should.ThrowAsync<StoreUnavailableException>(
            () => host.Far.Post(Paid("P", Importer, 1_000_000, Key(1).ToString())).WaitAsync(Limit));

        (await host.Ask(Key(1))).Outcome.ShouldBe(Outcome.Hold);
        (await host.Far.Post(Paid("P", Importer, 1_000_000, Key(1).ToString()))).Status.ShouldBe(EventStatus.Accepted);
        (await host.Ask(Key(1))).Outcome.ShouldBe(Outcome.Clear);
        (await host.Far.Ask(Key(1))).Outcome.ShouldBe(Outcome.Clear);
    }

    [Fact]
    public async Task After_an_unknown_outcome_a_fresh_activation_reads_what_is_durable()
    {
        await using var host = await Start(Two);
        await host.Post(Registered(1, Importer));
        var held = await host.Entities.Taxpayer(Importer).Root();
        host.Store.LoseNextOutcome();

        await Should.ThrowAsync<StoreUnavailableException>(
            () => host.Post(Paid("P", Importer, 600_000, Key(1).ToString())).WaitAsync(Limit));

        (await host.Far.Post(Paid("P", Importer, 600_000, Key(1).ToString()))).Status.ShouldBe(EventStatus.Duplicate);
        (await host.Ask(Key(1))).Paid.ShouldBe(600_000);
        var root = await host.Entities.Taxpayer(Importer).Root();
        root.Version.ShouldBe(2);
        root.ShouldNotBeSameAs(held);
    }

    [Fact]
    public async Task A_declaration_asked_about_once_is_read_from_what_its_ledger_publishes_as_long_as_it_does()
    {
        await using var host = await Start(Two);
        await host.Post(Registered(1, Importer, 0));
        var declaration = host.Entities.Declaration(Key(1));
        (await declaration.Decide(new DateOnly(2026, 11, 2))).Outcome.ShouldBe(Outcome.Clear);
        ((IPublishesRoot)declaration).TryRoot().ShouldNotBeNull().Version.ShouldBe(1);

        await host.Post(Registered(2, Importer, 0));
        ((IPublishesRoot)declaration).TryRoot().ShouldNotBeNull().Version.ShouldBe(2);

        host.Store.LeaseLost = true;
        ((IPublishesRoot)declaration).TryRoot().ShouldBeNull();
        await Should.ThrowAsync<StoreUnavailableException>(() => declaration.Decide(new DateOnly(2026, 11, 2)).AsTask().WaitAsync(Limit));
    }

    [Fact]
    public async Task Without_the_lease_nobody_answers_from_memory()
    {
        await using var host = await Start(Two);
        await host.Post(Registered(1, Importer, 0));
        (await host.Ask(Key(1))).Outcome.ShouldBe(Outcome.Clear);

        host.Store.LeaseLost = true;

        ((IPublishesRoot)host.Entities.Taxpayer(Importer)).TryRoot().ShouldBeNull();
        foreach (var caller in (TestedEngine[])[host, host.Far])
        {
            await Should.ThrowAsync<StoreUnavailableException>(() => caller.Ask(Key(1)).WaitAsync(Limit));
            await Should.ThrowAsync<StoreUnavailableException>(
                () => caller.Entities.Taxpayer(Importer).Root().AsTask().WaitAsync(Limit));
        }
    }

    [Fact]
    public async Task What_another_process_wrote_is_read_before_anything_is_added_to_it()
    {
        await using var host = await Start(Two);
        await host.Post(Registered(1, Importer, 0));
        await AnotherProcess.Writes(host.Store);

        (await host.Far.Post(Concern(1)).WaitAsync(Limit)).Status.ShouldBe(EventStatus.Accepted);

        (await host.Entities.Taxpayer(Importer).Root()).Version.ShouldBeGreaterThanOrEqualTo(3);
        host.Conflicts.ShouldBe(1);
    }

    [Fact]
    public async Task A_repeat_that_was_looked_up_before_its_first_was_durable_is_found_and_the_ledger_is_not_read_again()
    {
        await using var host = await Start(Two);
        await host.Post(Registered(1, Importer));
        var first = Paid("P", Importer, 100_000, Key(1).ToString());
        await host.Post(first);

        var results = await host.Far.Entities.Taxpayer(Importer)
            .Apply([host.Known(first), host.Known(Paid("Q", Importer, 300_000, Key(1).ToString()))]).WaitAsync(Limit);

        results.Select(static result => result.Status).ShouldBe([EventStatus.Duplicate, EventStatus.Accepted]);
        (await host.Ask(Key(1))).Paid.ShouldBe(400_000);
        host.Conflicts.ShouldBe(0);
    }

    [Fact]
    public async Task Money_that_came_between_the_look_for_its_declaration_and_the_registration_is_found_and_the_ledger_is_not_read_again()
    {
        await using var host = await Start(Two);
        await host.Post(Registered(2, Importer, 0));
        var nobody = new KnownIdentities();
        nobody.Add(Key(1), (IdentityRecord?)null);
        await host.Post(Paid("P", Importer, 400_000, Key(1).ToString()));

        var registered = await host.Entities.Taxpayer(Importer).Apply([host.Known(Registered(1, Importer)) with { Known = nobody }]).WaitAsync(Limit);

        registered[0].Status.ShouldBe(EventStatus.Accepted);
        (await host.Ask(Key(1))).Paid.ShouldBe(400_000);
        host.Conflicts.ShouldBe(0);
    }

    [Fact]
    public async Task A_ledger_lost_to_another_writer_again_and_again_is_dropped_and_read_anew()
    {
        await using var host = await Start(Two with { Entities = new EntityLimits { ConflictRetriesMax = 2 } });
        await host.Post(Registered(1, Importer, 0));
        var isAnother = false;
        host.Store.BeforeCommit = async _ =>
        {
            if (!isAnother)
            {
                isAnother = true;
                await AnotherProcess.Writes(host.Store);
                isAnother = false;
            }
        };

        var lost = await Should.ThrowAsync<StateConflictException>(
            () => host.Far.Entities.Taxpayer(Importer).Apply([host.Known(Concern(1))]).WaitAsync(Limit));

        lost.Message.ShouldBe($"The ledger of taxpayer {Importer} kept changing elsewhere.");
        var stored = (await host.Store.LoadLedger(Importer, default))!.Version;
        (await host.Far.Entities.Taxpayer(Importer).Root().AsTask().WaitAsync(Limit)).Version.ShouldBe(stored);
        (await host.Entities.Taxpayer(Importer).Root().AsTask().WaitAsync(Limit)).Version.ShouldBe(stored);
        host.Store.BeforeCommit = null;
        (await host.Post(Concern(1)).WaitAsync(Limit)).Status.ShouldBe(EventStatus.Accepted);
    }

    [Fact]
    public async Task What_an_earlier_process_left_is_read_at_start()
    {
        var first = await Start();
        await first.Post(Registered(1, Importer));
        await first.Post(Paid("P", Importer, 250_000, Key(1).ToString(), Key(2).ToString(), "999999999"));
        var before = await first.TotalsOf(Importer);
        var store = first.Store.Reopen();
        await first.DisposeAsync();

        await using var second = await Start(store: store);
        ((IPublishesRoot)second.Entities.Taxpayer(Importer)).TryRoot().ShouldNotBeNull().Ledger.Totals.ShouldBe(before);
        (await second.Post(Registered(2, Importer))).Status.ShouldBe(EventStatus.Accepted);
        (await second.Ask(Key(2))).Paid.ShouldBe(250_000);
    }
}
