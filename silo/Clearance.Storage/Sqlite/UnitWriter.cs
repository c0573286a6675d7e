using Clearance.Entities;
using Microsoft.Data.Sqlite;

namespace Clearance.Storage;

/// <summary>Writes one unit into the open transaction.</summary>
internal sealed class UnitWriter(SqliteSession session, long epoch, Tails tails, SqliteStoreOptions options)
{
    private readonly LedgerWriter _ledgers = new(session, epoch);
    private readonly IdentityWriter _identities = new(session);
    private readonly RegistryWriter _registry = new(session, tails.Registry, options.RegistryWindow);
    private readonly IntentWriter _intents = new(session);
    private readonly JournalWriter _journal = new(session, tails.Journal, options.JournalWindow);
    private readonly QueueWriter _queues = new(session);

    /// <summary>Does some of the sorting that earlier commits put off.</summary>
    public void SortIn()
    {
        _registry.SortIn();
        _journal.SortIn();
    }

    /// <summary>Keeps in memory what the transaction, now committed, changed.</summary>
    public void Publish()
    {
        _registry.Publish();
        _journal.Publish();
    }

    /// <summary>Forgets what an undone transaction changed in memory.</summary>
    public void Restore()
    {
        _registry.Restore();
        _journal.Restore();
    }

    /// <summary>
    /// Whether what the unit states of ledgers, identities, events and the journal is so. What is rare, and what a unit
    /// states twice, shows only while writing.
    /// </summary>
    public bool Holds(CommitUnit unit)
    {
        if (unit.Ledger is { } ledger && !_ledgers.Holds(ledger))
        {
            return false;
        }

        for (var i = 0; i < unit.Identities.Count; i++)
        {
            if (!_identities.Holds(unit.Identities[i]))
            {
                return false;
            }
        }

        for (var i = 0; i < unit.Events.Count; i++)
        {
            if (_registry.Exists(unit.Events[i]))
            {
                return false;
            }
        }

        for (var i = 0; i < unit.Journal.Count; i++)
        {
            if (_journal.Exists(unit.Journal[i]))
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
            _ledgers.Write(ledger);
        }

        for (var i = 0; i < unit.Identities.Count; i++)
        {
            _identities.Write(unit.Identities[i]);
        }

        for (var i = 0; i < unit.Events.Count; i++)
        {
            _registry.Insert(unit.Events[i]);
        }

        for (var i = 0; i < unit.Journal.Count; i++)
        {
            _journal.Append(unit.Journal[i]);
        }

        WriteRare(unit);
    }

    private void WriteRare(CommitUnit unit)
    {
        foreach (var record in unit.Answers)
        {
            _registry.Answer(record);
        }

        // First those delivered, so that a key can be used again by the commit that frees it.
        foreach (var key in unit.Delivered)
        {
            _intents.Delete(key);
        }

        foreach (var intent in unit.Intents)
        {
            _intents.Insert(intent);
        }

        foreach (var parked in unit.Parked)
        {
            _queues.Park(parked);
        }

        foreach (var resumed in unit.Resumed)
        {
            _queues.Resume(resumed.Sequence);
            if (resumed.Judged is { } judged)
            {
                _registry.Judge(judged);
            }
        }

        foreach (var letter in unit.DeadLetters)
        {
            _queues.Append(letter);
        }

        foreach (var position in unit.Positions)
        {
            _queues.Advance(position);
        }

        foreach (var position in unit.Published)
        {
            _queues.Advance(position);
        }
    }
}
