using Clearance.Domain;
using Clearance.Entities;
using Clearance.Testing.Stores;

namespace Clearance.Simulation.Planted;

/// <summary>What a planted fault makes of commits and of what is read.</summary>
internal sealed class Sabotage(PlantedFault? planted)
{
    private const int RememberedMax = 30;

    private readonly Queue<Hash128> _remembered = [];

    public bool Is(PlantedFault fault) => planted == fault;

    /// <summary>The unit as it reaches the disk.</summary>
    public CommitUnit Of(CommitUnit unit, InMemoryState state) => planted switch
    {
        PlantedFault.NoDeduplication or PlantedFault.ForgetsIds => unit with
        {
            Events = [.. unit.Events.Where(record => state.FindEvents([record.Id])[0] is null)],
        },
        PlantedFault.NoFencing when unit.Ledger is { } ledger && state.LoadLedger(ledger.Taxpayer) is { } stored => unit with
        {
            Ledger = ledger with { ExpectedVersion = stored.Version, NewVersion = Math.Max(ledger.NewVersion, stored.Version + 1) },
            Journal = [],
        },
        PlantedFault.ReservationApart when unit.Ledger is { } ledger => unit with
        {
            Ledger = ledger with { Rows = [.. ledger.Rows.Where(row => row.Key.Kind != LedgerRowKind.Guarantee)] },
        },
        PlantedFault.FactParkedTooLate when unit.Ledger is null => WithoutLate(unit, state),
        PlantedFault.RowParkedTooLate when unit.Ledger is not null => WithoutLate(unit, state),
        PlantedFault.SourceCancelledSilently => unit with
        {
            Intents = [.. unit.Intents.Where(intent => intent.Kind != IntentKind.SourceCancelled)],
        },
        PlantedFault.MessageLost => unit with { Intents = [.. unit.Intents.Where(intent => intent.Kind != IntentKind.Transfer)] },
        PlantedFault.MessageTwice => unit with { Delivered = [] },
        _ => unit,
    };

    /// <summary>What a registry look-up finds.</summary>
    public RegistryRecord? Found(RegistryRecord? record)
    {
        if (record is null || planted == PlantedFault.NoDeduplication)
        {
            return null;
        }

        return planted == PlantedFault.ForgetsIds && !_remembered.Contains(record.Id) ? null : record;
    }

    /// <summary>Notes what was written.</summary>
    public void Written(CommitUnit unit)
    {
        foreach (var record in planted == PlantedFault.ForgetsIds ? unit.Events : [])
        {
            _remembered.Enqueue(record.Id);
            if (_remembered.Count > RememberedMax)
            {
                _remembered.Dequeue();
            }
        }
    }

    /// <summary>A ledger as it is read.</summary>
    public LedgerRecord? Loaded(LedgerRecord? record)
    {
        if (record is null || planted != PlantedFault.RedecisionForgotten)
        {
            return record;
        }

        var (_, head) = LedgerLoader.Load(record);
        return record with { Head = LedgerCodec.Encode(head with { Pass = null, NextChangeOn = null }) };
    }

    /// <summary>An answer as the asker gets it; null when it was refused.</summary>
    public Decision? Answered(Decision? decision, DeclarationKey key, DateOnly on) => planted switch
    {
        PlantedFault.TimeoutAllows when decision is null =>
            new Decision { Declaration = key, Outcome = Outcome.Clear, On = on },
        PlantedFault.ClockInARule => decision is null ? null : decision with { On = on },
        PlantedFault.FloatingPoint => decision is null ? null : decision with { Paid = (long)(float)decision.Paid },
        _ => decision,
    };

    private static CommitUnit WithoutLate(CommitUnit unit, InMemoryState state) => unit with
    {
        Identities =
        [
            .. unit.Identities.Where(write =>
                write.Owner is not null || state.LoadIdentities([write.Key])[0]?.Owner is null),
        ],
    };
}
