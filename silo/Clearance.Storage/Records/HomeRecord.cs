using System.Collections.Immutable;
using Clearance.Entities;

namespace Clearance.Storage;

/// <summary>In which group of which process a record was written; groups follow each other, and so do processes.</summary>
/// <param name="Epoch">The process's lease.</param>
/// <param name="Group">The group's number in it.</param>
internal readonly record struct GroupStamp(long Epoch, long Group) : IComparable<GroupStamp>
{
    public int CompareTo(GroupStamp other) =>
        Epoch != other.Epoch ? Epoch.CompareTo(other.Epoch) : Group.CompareTo(other.Group);
}

/// <summary>Where the logs ended.</summary>
internal readonly record struct LogEnds(long Journal, long Parked, long Letters);

/// <summary>
/// The record that is a unit's commit: a ledger, or the one for units without a ledger, with what its last unit changes elsewhere
/// and the messages it sent that are not delivered.
/// </summary>
internal sealed record HomeRecord
{
    /// <summary>Nothing was ever written.</summary>
    public static HomeRecord Empty { get; } = new();

    /// <summary>The group that wrote it last: its write id, as a group writes a home once.</summary>
    public GroupStamp Stamp { get; init; }

    /// <summary>The ledger; null when there is none, or none yet.</summary>
    public RecordedLedger? Ledger { get; init; }

    /// <summary>Messages that are not delivered, by sequence.</summary>
    public ImmutableSortedDictionary<long, IntentWrite> Intents { get; init; } = ImmutableSortedDictionary<long, IntentWrite>.Empty;

    /// <summary>What the units of that group change in other records.</summary>
    public ImmutableList<UnitEffects> Effects { get; init; } = [];

    /// <summary>Where the logs ended when that group began.</summary>
    public LogEnds From { get; init; }

    /// <summary>What the last unit has put elsewhere under a key, or is about to; null when nothing.</summary>
    public byte[]? Put(string key)
    {
        foreach (var effects in Effects)
        {
            foreach (var (put, body) in effects.Puts)
            {
                if (put == key)
                {
                    return body;
                }
            }
        }

        return null;
    }
}

/// <summary>A ledger within its record.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Head">Its head's bytes.</param>
/// <param name="NextChangeOn">When its decisions change by date.</param>
/// <param name="PassOpen">Whether a re-decision is under way.</param>
/// <param name="Rows">Its resident rows.</param>
internal sealed record RecordedLedger(
    long Version, byte[] Head, DateOnly? NextChangeOn, bool PassOpen,
    ImmutableSortedDictionary<LedgerRowKey, LedgerRow> Rows)
{
    /// <summary>A day number that no date reaches.</summary>
    public const int Never = int.MaxValue;

    public static ImmutableSortedDictionary<LedgerRowKey, LedgerRow> NoRows { get; } =
        ImmutableSortedDictionary.Create<LedgerRowKey, LedgerRow>(Comparer<LedgerRowKey>.Create(static (left, right) =>
            left.Kind != right.Kind ? left.Kind.CompareTo(right.Kind) : string.CompareOrdinal(left.Key, right.Key)));

    /// <summary>From which day on it is to be swept: 0 now, <see cref="Never"/> never.</summary>
    public int Due => DueOf(PassOpen, NextChangeOn);

    public static int DueOf(bool passOpen, DateOnly? next) => passOpen ? 0 : next?.DayNumber ?? Never;
}

/// <summary>What a unit changes in records other than its home: enough to do it again.</summary>
internal sealed record UnitEffects
{
    /// <summary>The unit's place in its group.</summary>
    public required int Ordinal { get; init; }

    /// <summary>Records that shall have these bytes.</summary>
    public IReadOnlyList<(string Key, byte[] Body)> Puts { get; init; } = [];

    /// <summary>Entries for the journal.</summary>
    public IReadOnlyList<byte[]> Journal { get; init; } = [];

    /// <summary>Entries for the queue of parked keys.</summary>
    public IReadOnlyList<byte[]> Parked { get; init; } = [];

    /// <summary>Dead letters.</summary>
    public IReadOnlyList<byte[]> Letters { get; init; } = [];

    /// <summary>Messages delivered: in whose record they are, and their sequence.</summary>
    public IReadOnlyList<(string Home, long Sequence)> Delivered { get; init; } = [];

    /// <summary>Positions of inputs.</summary>
    public IReadOnlyList<InputPosition> Positions { get; init; } = [];

    /// <summary>Positions of what is published.</summary>
    public IReadOnlyList<PublishedPosition> Published { get; init; } = [];
}
