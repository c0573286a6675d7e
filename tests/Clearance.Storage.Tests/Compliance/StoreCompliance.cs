using Clearance.Entities;

namespace Clearance.Storage.Tests;

/// <summary>What every store must do. One subclass per store; the parts are by concern.</summary>
public abstract partial class StoreCompliance : IAsyncLifetime
{
    private IClearanceStore? _store;

    /// <summary>The store under test.</summary>
    protected IClearanceStore Store => _store ?? throw new InvalidOperationException("The store is not open.");

    public async Task InitializeAsync() => _store = await Open();

    public async Task DisposeAsync() => await Store.DisposeAsync();

    /// <summary>Opens the store: an empty one the first time, afterwards the same data.</summary>
    protected abstract Task<IClearanceStore> Open();

    /// <summary>Closes and opens again.</summary>
    protected async Task Reopen()
    {
        await Store.DisposeAsync();
        _store = await Open();
    }

    /// <summary>Commits units in one call.</summary>
    protected virtual Task<IReadOnlyList<CommitOutcome>> Commit(params CommitUnit[] units) =>
        Store.Commit(units, CancellationToken.None);

    /// <summary>Commits one unit and demands that it is taken.</summary>
    protected async Task Must(CommitUnit unit) => (await Commit(unit)).ShouldBe([CommitOutcome.Committed]);

    /// <summary>Commits one unit and demands that it is not.</summary>
    protected async Task MustConflict(CommitUnit unit) => (await Commit(unit)).ShouldBe([CommitOutcome.Conflict]);
}
