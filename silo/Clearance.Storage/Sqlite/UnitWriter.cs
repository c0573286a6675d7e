using Clearance.Entities;
using Microsoft.Data.Sqlite;

namespace Clearance.Storage;

/// <summary>Writes one unit into the open transaction.</summary>
internal sealed class UnitWriter(SqliteSession session, long epoch)
{
    private readonly LedgerWriter ledgers = new(session, epoch);
    private readonly IdentityWriter identities = new(session);
    private readonly RegistryWriter registry = new(session);
    private readonly IntentWriter intents = new(session);
    private readonly JournalWriter journal = new(session);
    private readonly QueueWriter queues = new(session);

    /// <summary>Forgets what an undone transaction changed in memory.</summary>
    public void Restore() => journal.Restore();

    /// <summary>
    /// Whether what the unit states is so, as far as it is cheap to say before writing. With <paramref name="thorough"/>
    /// the registry is asked too, so that a batch with many known events is not begun again for each.
    /// </summary>
    public bool Holds(CommitUnit unit, bool thorough)
    {
        if (unit.Ledger is { } ledger && !ledgers.Holds(ledger))
        {
            return false;
        }

        for (var i = 0; i < unit.Identities.Count; i++)
        {
            if (!identities.Holds(unit.Identities[i]))
            {
                return false;
            }
        }

        for (var i = 0; thorough && i < unit.Events.Count; i++)
        {
            if (registry.Exists(unit.Events[i].Id))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Writes the unit.</summary>
    /// <exception cref="UnitConflictException">Something it states is not so; part of it may be written.</exception>
    public void Write(CommitUnit unit)
    {
        try
        {
            WriteAll(unit);
        }
        catch (SqliteException refused) when (UnitConflictException.Is(refused))
        {
            throw new UnitConflictException();
        }
    }

    private void WriteAll(CommitUnit unit)
    {
        if (unit.Ledger is { } ledger)
        {
            ledgers.Write(ledger);
        }

        for (var i = 0; i < unit.Identities.Count; i++)
        {
            identities.Write(unit.Identities[i]);
        }

        for (var i = 0; i < unit.Events.Count; i++)
        {
            registry.Insert(unit.Events[i]);
        }

        for (var i = 0; i < unit.Journal.Count; i++)
        {
            journal.Append(unit.Journal[i]);
        }

        WriteRare(unit);
    }

    private void WriteRare(CommitUnit unit)
    {
        foreach (var record in unit.Answers)
        {
            registry.Answer(record);
        }

        // First those delivered, so that a key can be used again by the commit that frees it.
        foreach (var key in unit.Delivered)
        {
            intents.Delete(key);
        }

        foreach (var intent in unit.Intents)
        {
            intents.Insert(intent);
        }

        foreach (var parked in unit.Parked)
        {
            queues.Park(parked);
        }

        foreach (var letter in unit.DeadLetters)
        {
            queues.Append(letter);
        }
    }
}
