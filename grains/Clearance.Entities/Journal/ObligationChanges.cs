using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>Finds the entries of a journal after which something else is to be paid than before.</summary>
/// <remarks>
/// It follows from the journal alone, so that what is made a second time is the same to the byte. Entries may come in any order; those
/// of one declaration in theirs cost no read. For one reader at a time.
/// </remarks>
/// <param name="store">Whose journal.</param>
public sealed class ObligationChanges(IClearanceStore store)
{
    private const int RememberedMax = 100_000;

    private readonly Dictionary<DeclarationKey, (long Sequence, Hash128? Obligation)> _last = [];

    /// <summary>The message <c>ObligationChanged</c>, UTF-8 JSON; null: the entry changes nothing of what is to be paid.</summary>
    /// <exception cref="InvalidDataException">The journal does not have the entry before.</exception>
    public async Task<byte[]?> Of(JournalWrite entry, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var obligation = Obligation.Of(entry.Body);
        var isChanged = obligation is not null && obligation.Hash != await Before(entry, cancel);
        Remember(entry, obligation?.Hash);
        return isChanged ? obligation!.ToMessage(JournalEntry.IdOf(entry)) : null;
    }

    /// <summary>What the declaration's entry before this one said of what is to be paid.</summary>
    private async Task<Hash128?> Before(JournalWrite entry, CancellationToken cancel)
    {
        if (entry.Sequence == 1)
        {
            return null;
        }

        if (_last.TryGetValue(entry.Declaration, out var last) && last.Sequence == entry.Sequence - 1)
        {
            return last.Obligation;
        }

        var before = await store.ReadJournal(entry.Declaration, entry.Sequence - 1, 1, cancel);
        return before is [var record] && record.Entry.Sequence == entry.Sequence - 1
            ? Obligation.Of(record.Entry.Body)?.Hash
            : throw new InvalidDataException($"The journal has no entry {entry.Sequence - 1} of declaration {entry.Declaration}.");
    }

    private void Remember(JournalWrite entry, Hash128? obligation)
    {
        if (_last.Count == RememberedMax)
        {
            _last.Clear();
        }

        _last[entry.Declaration] = (entry.Sequence, obligation);
    }
}
