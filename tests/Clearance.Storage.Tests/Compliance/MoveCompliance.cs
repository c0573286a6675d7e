using Clearance.Domain;
using Clearance.Entities;
using Clearance.Testing.Stores;

namespace Clearance.Storage.Tests;

/// <summary>What every store must do that keeps the moves officers propose.</summary>
public abstract class MoveCompliance : IAsyncLifetime
{
    private static readonly TaxpayerId One = Id("0100109106");
    private static readonly TaxpayerId Two = Id("0300123450");

    private IClearanceStore? _store;

    private IMoveStore Store => (IMoveStore)_store!;

    public async Task InitializeAsync() => _store = await Open();

    public async Task DisposeAsync() => await _store!.DisposeAsync();

    [Fact]
    public async Task A_new_store_has_no_moves()
    {
        (await Store.LoadMove(One, "a", default)).ShouldBeNull();
        (await Store.LoadMoves(One, 10, default)).ShouldBeEmpty();
        (await Store.UnfinishedMoves(10, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Moves_come_back_after_reopening_the_last_proposed_first()
    {
        (await Save(One, "b", 1)).ShouldBeTrue();
        (await Save(One, "a", 1)).ShouldBeTrue();
        (await Save(Two, "a", 1)).ShouldBeTrue();
        (await Save(One, "b", 2)).ShouldBeTrue();
        await Reopen();

        (await Store.LoadMoves(One, 10, default)).Select(Short).ShouldBe(["a 1", "b 2"]);
        (await Store.LoadMoves(One, 1, default)).Select(Short).ShouldBe(["a 1"]);
        var move = (await Store.LoadMove(Two, "a", default)).ShouldNotBeNull();
        (move.Taxpayer, move.Id, move.Version, move.IsUnfinished).ShouldBe((Two, "a", 1, false));
        move.Body.ShouldBe(Body("a", 1));
    }

    [Fact]
    public async Task A_move_is_written_over_the_version_before_and_no_other()
    {
        (await Save(One, "a", 2)).ShouldBeFalse("there is none");
        (await Save(One, "a", 1)).ShouldBeTrue();
        (await Save(One, "a", 1)).ShouldBeFalse("there is one");
        (await Save(One, "a", 3)).ShouldBeFalse("it is of version 1");
        (await Save(One, "a", 2)).ShouldBeTrue();
        (await Save(One, "a", 2)).ShouldBeFalse("it is of version 2");

        (await Store.LoadMoves(One, 10, default)).Select(Short).ShouldBe(["a 2"]);
    }

    [Fact]
    public async Task Of_many_who_write_the_same_version_at_once_one_does()
    {
        (await Save(One, "a", 1)).ShouldBeTrue();
        var written = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Save(One, "a", 2)));
        var first = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Save(Two, "a", 1)));

        written.Count(static it => it).ShouldBe(1);
        first.Count(static it => it).ShouldBe(1);
    }

    [Fact]
    public async Task Unfinished_moves_of_every_taxpayer_are_found_until_they_are_finished()
    {
        await Save(One, "a", 1);
        await Save(One, "a", 2, isUnfinished: true);
        await Save(One, "b", 1, isUnfinished: true);
        await Save(Two, "c", 1, isUnfinished: true);
        await Save(Two, "d", 1);
        await Reopen();
        (await Store.UnfinishedMoves(10, default)).Select(Short).Order().ShouldBe(["a 2", "b 1", "c 1"]);
        (await Store.UnfinishedMoves(2, default)).Count.ShouldBe(2);

        await Save(One, "a", 3);
        await Save(Two, "c", 2);
        await Reopen();
        (await Store.UnfinishedMoves(10, default)).Select(Short).ShouldBe(["b 1"]);
    }

    private async Task Reopen()
    {
        await _store!.DisposeAsync();
        _store = await Open();
    }

    /// <summary>Opens the store: an empty one the first time, afterwards the same data.</summary>
    protected abstract Task<IClearanceStore> Open();

    private Task<bool> Save(TaxpayerId taxpayer, string id, long version, bool isUnfinished = false) =>
        Store.SaveMove(new MoveRecord(taxpayer, id, version, isUnfinished, Body(id, version)), default);

    private static byte[] Body(string id, long version) => [0, 255, (byte)id[0], (byte)version];

    private static string Short(MoveRecord move) => $"{move.Id} {move.Version}";

    private static TaxpayerId Id(string text) => TaxpayerId.TryParse(text, out var id) ? id : throw new ArgumentException(text);
}

/// <summary>The plain store in memory.</summary>
public sealed class InMemoryMoveCompliance : MoveCompliance
{
    private InMemoryStore? _store;

    protected override Task<IClearanceStore> Open() =>
        Task.FromResult<IClearanceStore>(_store = _store?.Reopen() ?? new InMemoryStore());
}

/// <summary>The embedded store.</summary>
public sealed class SqliteMoveCompliance : MoveCompliance, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override async Task<IClearanceStore> Open() =>
        await SqliteStore.OpenAsync(new SqliteStoreOptions { Directory = _folder.Path, CacheMegabytes = 8 }, default);
}
