using Clearance.LocalHost;

namespace Clearance.Entities.Tests.Hosting;

public sealed class MailboxTests
{
    private readonly ThreadPoolScheduler pool = new(TimeProvider.System);

    [Fact]
    public async Task Callbacks_run_one_at_a_time_and_in_the_order_of_each_poster()
    {
        const int posters = 4, each = 20_000;
        var mailbox = new Mailbox(pool);
        var last = new int[posters];
        var outOfOrder = 0;
        var all = 0;
        await Task.WhenAll(Enumerable.Range(0, posters).Select(poster => Task.Run(() =>
        {
            for (var i = 1; i <= each; i++)
            {
                var number = i;
                mailbox.Post(_ => (outOfOrder, last[poster], all) =
                    (outOfOrder + (last[poster] == number - 1 ? 0 : 1), number, all + 1), null);
            }
        }))).Soon();

        await mailbox.Run(() => Task.CompletedTask).Soon();

        // Counted without a lock: an overlap would lose some.
        all.ShouldBe(posters * each);
        outOfOrder.ShouldBe(0);
    }

    [Fact]
    public async Task Code_is_in_the_mailbox_again_after_an_await()
    {
        var mailbox = new Mailbox(pool);
        await mailbox.Run(async () =>
        {
            await Task.Delay(1);
            SynchronizationContext.Current.ShouldBeSameAs(mailbox);
            await Task.Run(() => SynchronizationContext.Current.ShouldBeNull());
            SynchronizationContext.Current.ShouldBeSameAs(mailbox);
        }).Soon();
    }

    [Fact]
    public void A_full_mailbox_lets_others_have_the_thread()
    {
        var line = new Line();
        var (busy, other) = (new Mailbox(line), new Mailbox(line));
        var ran = 0;
        int? ranBeforeOther = null;
        for (var i = 0; i < 1000; i++)
        {
            busy.Post(_ => ran++, null);
        }

        other.Post(_ => ranBeforeOther = ran, null);

        line.RunAll();
        ranBeforeOther.ShouldNotBeNull().ShouldBeInRange(1, 100);
        ran.ShouldBe(1000);
    }

    [Fact]
    public void What_waits_behind_a_callback_that_throws_still_runs()
    {
        var line = new Line();
        var mailbox = new Mailbox(line);
        var ran = new List<int>();
        mailbox.Post(_ => throw new InvalidDataException(), null);
        mailbox.Post(_ => ran.Add(1), null);
        mailbox.Post(_ => ran.Add(2), null);

        Should.Throw<InvalidDataException>(line.RunAll);
        line.RunAll();

        ran.ShouldBe([1, 2]);
        SynchronizationContext.Current.ShouldNotBe(mailbox);
    }

    [Fact]
    public void Nobody_waits_for_a_turn_with_a_thread() =>
        Should.Throw<NotSupportedException>(() => new Mailbox(pool).Send(static _ => { }, null));

    [Fact]
    public async Task A_failure_reaches_who_ran_the_work() =>
        await Should.ThrowAsync<InvalidDataException>(
            new Mailbox(pool).Run(static () => throw new InvalidDataException()).Soon());

    /// <summary>Runs work when told to, first come, first served.</summary>
    private sealed class Line : IEntityScheduler
    {
        private readonly Queue<Action> line = new();

        public TimeProvider Clock => TimeProvider.System;

        public void Post(Action work) => line.Enqueue(work);

        public Task Delay(TimeSpan time, CancellationToken cancel) => throw new NotSupportedException();

        public void RunAll()
        {
            while (line.TryDequeue(out var work))
            {
                work();
            }
        }
    }
}
