using System.Reflection;
using System.Text;
using System.Text.Json;
using Clearance.Domain;
using Clearance.Entities;
using Clearance.LocalHost;
using Clearance.Testing.Stores;
using Clearance.Workload;

namespace Clearance.Kafka.Tests.Publishing;

/// <summary>What is published of a journal, made by the engine itself over a store in memory.</summary>
public sealed class JournalMessagesTests : IAsyncLifetime, IAsyncDisposable
{
    private readonly InMemoryStore _store = new();
    private readonly CommonEvents _events = new(1, 1, 2, 0.5, new DateOnly(2026, 11, 2));
    private LocalEngine? _engine;

    public async Task InitializeAsync() =>
        _engine = await LocalEngine.Start(_store, new ThreadPoolScheduler(TimeProvider.System));

    public async Task DisposeAsync() => await _engine!.DisposeAsync();

    ValueTask IAsyncDisposable.DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task A_decision_is_the_journals_entry_with_a_type_and_an_id_before_it_and_its_declaration_is_the_key()
    {
        await RegisterAndPay(3);

        var entries = await _store.ReadJournal(0, 100, default);
        var decisions = (await Read(0)).Messages.Where(message => message.Topic == OutgoingTopics.Decisions).ToList();

        entries.Count.ShouldBe(6);
        decisions.Select(message => Encoding.UTF8.GetString(message.Key!)).ShouldBe(
            entries.Select(entry => entry.Entry.Declaration.ToString()));
        decisions.Select(message => Encoding.UTF8.GetString(message.Value)).ShouldBe(entries.Select(record =>
            $"{{\"type\":\"DecisionChanged\",\"id\":\"{record.Entry.Declaration}:{record.Entry.Sequence}\","
            + Encoding.UTF8.GetString(record.Entry.Body)[1..]));
    }

    [Fact]
    public async Task What_is_to_be_paid_is_told_when_it_changes_and_not_when_something_else_does()
    {
        var planned = await RegisterAndPay(1);
        var taxpayer = _events.Taxpayers[planned.Taxpayer];
        await Post(EventStream.Taxpayers, $$"""
            {"type":"EnforcementPlaced","id":"E:1","at":"2026-11-02T09:00:00+07:00","taxpayer":"{{taxpayer}}",
             "decision":"QD-1/2026","effectiveFrom":"2026-11-02"}
            """);
        await _engine!.Host.Taxpayer(TaxpayerOf(taxpayer)).Settled();

        var page = await Read(0);
        var obligations = page.Messages.Where(message => message.Topic == OutgoingTopics.Obligations)
            .Select(message => JsonDocument.Parse(message.Value).RootElement).ToList();

        page.Through.ShouldBe(3);
        obligations.Select(it => it.GetProperty("sequence").GetInt64()).ShouldBe([1, 2]);
        var owed = obligations[0].GetProperty("obligation");
        owed.GetProperty("taxpayer").GetString().ShouldBe(taxpayer);
        owed.GetProperty("declaration").GetString()!.Length.ShouldBe(12);
        var due = planned.Amount + (planned.Amount / 2);
        owed.GetProperty("outstanding").GetInt64().ShouldBe(due);
        owed.GetProperty("pay").EnumerateArray().Sum(line => line.GetProperty("amount").GetInt64()).ShouldBe(due);
        owed.GetProperty("pay")[0].EnumerateObject().Select(member => member.Name).ShouldBe(["code", "account", "amount"]);
        obligations[1].GetProperty("obligation").GetProperty("outstanding").GetInt64().ShouldBe(0);
        obligations[1].GetProperty("obligation").GetProperty("pay").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Who_goes_on_from_a_position_makes_the_same_messages_as_who_began_at_the_start()
    {
        await RegisterAndPay(20);
        var all = (await Read(0)).Messages.Select(Text).ToList();

        for (var after = 0; after < 40; after++)
        {
            var rest = (await Read(after)).Messages.Select(Text).ToList();
            rest.ShouldBe(all[^rest.Count..]);
        }
    }

    [Fact]
    public async Task A_gap_in_the_journal_is_refused_and_nothing_is_skipped()
    {
        await RegisterAndPay(2);
        var gapped = DispatchProxy.Create<IClearanceStore, GappedStore>();
        ((GappedStore)gapped).Store = _store;

        (await Should.ThrowAsync<InvalidDataException>(Lane(gapped, 0, new JournalProgress()).Read(0, default)))
            .Message.ShouldContain("from position 1 at 3");
    }

    [Fact]
    public async Task An_entry_waits_until_the_one_before_it_in_another_lane_is_out()
    {
        for (var i = 0; i < 3; i++)
        {
            await RegisterAndPay(1);
        }

        var laned = DispatchProxy.Create<IClearanceStore, LanedStore>();
        ((LanedStore)laned).Store = _store;
        var progress = new JournalProgress();
        var (paid, registered) = (Lane(laned, 0, progress), Lane(laned, 1, progress));

        var early = await paid.Read(0, default);
        (early.Through, early.Messages.Count).ShouldBe((0, 0));
        (await registered.Read(0, default)).Through.ShouldBe(3);
        registered.Passed(2);
        var page = await paid.Read(0, default);
        page.Through.ShouldBe(2);
        page.Messages.Count.ShouldBe(4, "two decisions, and both changed what is to be paid");
        registered.Passed(3);
        (await paid.Read(2, default)).Through.ShouldBe(3);
    }

    [Fact]
    public async Task An_entry_waits_until_another_process_has_stored_that_the_one_before_it_is_out()
    {
        await RegisterAndPay(1);
        var laned = DispatchProxy.Create<IClearanceStore, LanedStore>();
        ((LanedStore)laned).Store = _store;
        IReadOnlyList<PublishedPosition> stored = [new(PublishedSource.DeadLetters, 1, 9)];
        var paid = Lane(laned, 0, new JournalProgress(_ => Task.FromResult(stored)));

        (await paid.Read(0, default)).Through.ShouldBe(0);
        stored = [new(PublishedSource.Journal, 1, 1)];
        (await paid.Read(0, default)).Through.ShouldBe(1);
    }

    [Fact]
    public void A_lane_in_which_nobody_writes_any_more_is_over_at_its_end_and_another_never()
    {
        var progress = new JournalProgress();

        new JournalMessages(_store, new PublishedLane(0, 7), progress).IsOver(6).ShouldBeFalse("what is before its end waits for another lane");
        new JournalMessages(_store, new PublishedLane(0, 7), progress).IsOver(7).ShouldBeTrue();
        new JournalMessages(_store, new PublishedLane(0, null), progress).IsOver(7).ShouldBeFalse();
        new DeadLetterMessages(_store, new PublishedLane(0, 0)).IsOver(0).ShouldBeTrue();
        new DeadLetterMessages(_store, new PublishedLane(0, null)).IsOver(0).ShouldBeFalse();
    }

    private static JournalMessages Lane(IClearanceStore store, int lane, JournalProgress progress) =>
        new(store, new PublishedLane(lane, null), progress);

    private static string Text(OutgoingMessage message) => $"{message.Topic} {Encoding.UTF8.GetString(message.Value)}";

    private static TaxpayerId TaxpayerOf(string text)
    {
        TaxpayerId.TryParse(text, out var taxpayer).ShouldBeTrue();
        return taxpayer;
    }

    private Task<PublicationPage> Read(long after) => Lane(_store, 0, new JournalProgress()).Read(after, default);

    private async Task<CommonRow> RegisterAndPay(int count)
    {
        var (registrations, payments) = _events.Next(count);
        foreach (var batch in (CommonBatch[])[registrations, payments])
        {
            EventStreams.TryParse(batch.Stream, out var stream).ShouldBeTrue();
            var events = EventBody.Split(batch.Body).Events
                .Select(slice => (ReadOnlyMemory<byte>)batch.Body.AsMemory(slice.Offset, slice.Length)).ToList();
            var results = await _engine!.Intake.Take(stream, events, default);
            results.ShouldAllBe(result => result.Status == EventStatus.Accepted);
        }

        return payments.Rows[0];
    }

    private async Task Post(EventStream stream, string body) =>
        (await _engine!.Intake.Take(stream, [Encoding.UTF8.GetBytes(body)], default)).ShouldAllBe(
            result => result.Status == EventStatus.Accepted);

    /// <summary>A store whose journal lacks its second entry.</summary>
    internal class GappedStore : DispatchProxy
    {
        public IClearanceStore? Store { get; set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            targetMethod!.Invoke(Store, args) is Task<IReadOnlyList<JournalRecord>> page ? WithoutTheSecond(page) : null;

        private static async Task<IReadOnlyList<JournalRecord>> WithoutTheSecond(Task<IReadOnlyList<JournalRecord>> page) =>
            [.. (await page).Where(record => record.Position != 2)];
    }

    /// <summary>A store with the second entry of every declaration in lane 0 and the first in lane 1.</summary>
    internal class LanedStore : DispatchProxy
    {
        public InMemoryStore? Store { get; set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            args is [int lane, long after, int, CancellationToken] ? Lane(lane, after) : targetMethod!.Invoke(Store, args);

        private static IEnumerable<JournalRecord> InLane(IReadOnlyList<JournalRecord> all, int lane) =>
            all.Where(record => record.Entry.Sequence % 2 == lane)
                .Select((record, i) => record with { Position = i + 1, Lane = lane });

        private async Task<IReadOnlyList<JournalRecord>> Lane(int lane, long after)
        {
            var all = await Store!.ReadJournal(0, int.MaxValue, default);
            var other = InLane(all, 1 - lane).ToDictionary(record => (record.Entry.Declaration, record.Entry.Sequence));
            return [.. InLane(all, lane).Where(record => record.Position > after).Select(record => record with
            {
                After = other.TryGetValue((record.Entry.Declaration, record.Entry.Sequence - 1), out var before)
                    ? new JournalAt(before.Lane, before.Position)
                    : null,
            })];
        }
    }
}
