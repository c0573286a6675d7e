using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>A running engine: what the HTTP endpoints ask.</summary>
internal abstract class Engine : IAsyncDisposable
{
    /// <summary>The way in.</summary>
    public abstract IIntake Intake { get; }

    /// <summary>Taxpayers and declarations.</summary>
    public abstract IEntityHost Entities { get; }

    /// <summary>What is durable.</summary>
    public abstract IClearanceStore Store { get; }

    /// <summary>What it has under way.</summary>
    public virtual EngineLoad Load => default;

    /// <summary>The clock of every decision that names no date.</summary>
    public abstract TimeProvider Clock { get; }

    /// <summary>What the store is called, for people.</summary>
    public abstract string StoreName { get; }

    /// <summary>Where the store is, for people.</summary>
    public abstract string StorePlace { get; }

    /// <summary>What flows through it.</summary>
    public Flows Flows { get => field ??= new Flows(Clock); set; }

    /// <summary>How many groups were committed so far, and how many ledgers' units in them; none where it cannot be said.</summary>
    public virtual GroupCommitCounts Commits => default;

    /// <summary>The silos of its cluster; of an engine that is alone, itself.</summary>
    public virtual Task<IReadOnlyList<SiloState>> Silos() => Task.FromResult<IReadOnlyList<SiloState>>([SiloState.ThisProcess]);

    /// <summary>What it uses that expires.</summary>
    public IReadOnlyList<ICertificateExpiry> Certificates { get; init; } = [];

    /// <summary>What would be if events came now.</summary>
    public WhatIf WhatIf => field ??= new WhatIf(Store, Entities);

    /// <summary>Where officers propose and approve moves of money.</summary>
    public MoveDesk Moves => field ??= new MoveDesk((IMoveStore)Store, Intake, WhatIf, new WhatBecame(Store, Entities), Clock);

    /// <summary>Today's legal date.</summary>
    public DateOnly Today => Instant.From(Clock.GetUtcNow()).LegalDate;

    /// <summary>What is known of a declaration beside its owner's ledger.</summary>
    public async Task<DeclarationIdentity> Identity(DeclarationKey key, CancellationToken cancel) =>
        (await Store.LoadIdentities([key], cancel))[0] is { } record
            ? LedgerCodec.DecodeIdentity(record.Body, record.Owner)
            : DeclarationIdentity.Nobody;

    /// <summary>Ends what is under way and closes the store.</summary>
    public abstract ValueTask DisposeAsync();
}
