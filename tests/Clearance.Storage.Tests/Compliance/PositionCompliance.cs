using Clearance.Domain;
using Clearance.Entities;
using Clearance.Testing.Stores;

namespace Clearance.Storage.Tests;

/// <summary>What every store must do that keeps the positions of what is read and of what is published.</summary>
public abstract class PositionCompliance : IAsyncLifetime
{
    private IClearanceStore? _store;

    private IPositionStore Store => (IPositionStore)_store!;

    private IPublicationStore Publications => (IPublicationStore)_store!;

    public async Task InitializeAsync() => _store = await Open();

    public async Task DisposeAsync() => await _store!.DisposeAsync();

    [Fact]
    public async Task A_new_store_has_no_positions() => (await Store.LoadPositions(default)).ShouldBeEmpty();

    [Fact]
    public async Task Positions_come_back_after_reopening_by_stream_and_partition()
    {
        await Store.SavePositions(
            [At(EventStream.Payments, 1, 7), At(EventStream.Payments, 0, long.MaxValue), At(EventStream.Declarations, 1, 1)],
            default);
        await Reopen();

        (await Store.LoadPositions(default)).ShouldBe(
            [At(EventStream.Declarations, 1, 1), At(EventStream.Payments, 0, long.MaxValue), At(EventStream.Payments, 1, 7)]);
    }

    [Fact]
    public async Task A_position_moves_forward_and_never_back()
    {
        await Store.SavePositions([At(EventStream.Taxpayers, 0, 5)], default);
        await Store.SavePositions([At(EventStream.Taxpayers, 0, 9)], default);
        await Store.SavePositions([At(EventStream.Taxpayers, 0, 5)], default);
        await Store.SavePositions([At(EventStream.Taxpayers, 0, 9) with { LastHash = new Hash128(6, 6) }], default);

        (await Store.LoadPositions(default)).ShouldBe([At(EventStream.Taxpayers, 0, 9)]);
    }

    [Fact]
    public async Task Of_two_positions_of_one_partition_the_further_counts()
    {
        await Store.SavePositions([At(EventStream.Taxpayers, 0, 9), At(EventStream.Taxpayers, 0, 5)], default);

        (await Store.LoadPositions(default)).ShouldBe([At(EventStream.Taxpayers, 0, 9)]);
    }

    [Fact]
    public async Task How_far_is_published_comes_back_after_reopening_and_never_moves_back()
    {
        (await Publications.LoadPublished(default)).ShouldBeEmpty();
        await Publications.SavePublished([new(PublishedSource.Journal, 0, 9)], default);
        await Publications.SavePublished([new(PublishedSource.Journal, 0, 5), new(PublishedSource.DeadLetters, 1, 2)], default);
        await Reopen();

        (await Publications.LoadPublished(default)).ShouldBe(
            [new(PublishedSource.Journal, 0, 9), new(PublishedSource.DeadLetters, 1, 2)]);
    }

    [Fact]
    public async Task Dead_letters_are_read_in_pages_as_they_were_kept()
    {
        var letter = Make.Letter("Malformed") with { Field = "rows[1].amount", ReceivedAt = new Instant(17), Raw = new byte[] { 0, 255 } };
        await _store!.AppendDeadLetters([letter, Make.Letter("Conflict")], default);
        await Reopen();
        await _store!.AppendDeadLetters([Make.Letter("UnknownType") with { Raw = default }], default);

        var first = (await Publications.ReadDeadLetters(0, 0, 2, default)).ToList();
        var rest = await Publications.ReadDeadLetters(0, first[1].Sequence, 2, default);

        first.Select(static it => it.Letter.Code).ShouldBe(["Malformed", "Conflict"]);
        first[0].Letter.ShouldBe(letter with { Raw = first[0].Letter.Raw });
        first[0].Letter.Raw.ToArray().ShouldBe(letter.Raw.ToArray());
        first[1].Letter.Field.ShouldBeNull();
        rest.ShouldHaveSingleItem().Letter.Raw.Length.ShouldBe(0);
        rest[0].Sequence.ShouldBeGreaterThan(first[1].Sequence);
    }

    private async Task Reopen()
    {
        await _store!.DisposeAsync();
        _store = await Open();
    }

    /// <summary>Opens the store: an empty one the first time, afterwards the same data.</summary>
    protected abstract Task<IClearanceStore> Open();

    private static InputPosition At(EventStream stream, int partition, long next) =>
        new(stream, partition, next, new Hash128((ulong)next, ulong.MaxValue - (ulong)next));
}

/// <summary>The plain store in memory.</summary>
public sealed class InMemoryPositionCompliance : PositionCompliance
{
    private InMemoryStore? _store;

    protected override Task<IClearanceStore> Open() =>
        Task.FromResult<IClearanceStore>(_store = _store?.Reopen() ?? new InMemoryStore());
}

/// <summary>The embedded store.</summary>
public sealed class SqlitePositionCompliance : PositionCompliance, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override async Task<IClearanceStore> Open() =>
        await SqliteStore.OpenAsync(new SqliteStoreOptions { Directory = _folder.Path, CacheMegabytes = 8 }, default);
}
