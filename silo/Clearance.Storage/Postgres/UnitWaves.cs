using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Storage;

/// <summary>
/// Cuts a group where a unit names a key that an earlier one names: what one statement writes must not depend on the order
/// of its rows. Who keeps to the contract has one wave.
/// </summary>
internal static class UnitWaves
{
    /// <summary>About how many keys a unit names: its ledger, a declaration, an event and its decision.</summary>
    private const int KeysOfUnit = 5;

    /// <summary>The units that are still in the group, in waves that follow each other.</summary>
    public static List<List<int>> Of(IReadOnlyList<CommitUnit> units, CommitOutcome[] outcomes)
    {
        var waves = new List<List<int>>();
        var wave = new List<int>(units.Count);
        var taken = new HashSet<UnitKey>(units.Count * KeysOfUnit);
        for (var i = 0; i < units.Count; i++)
        {
            if (outcomes[i] == CommitOutcome.Conflict)
            {
                continue;
            }

            var keys = UnitKeys.Of(units[i]);
            if (Array.Exists(keys, taken.Contains))
            {
                waves.Add(wave);
                wave = [];
                taken.Clear();
            }

            taken.UnionWith(keys);
            wave.Add(i);
        }

        waves.Add(wave);
        return waves;
    }

    /// <summary>Whether a unit states things that cannot all be so, whatever is stored.</summary>
    public static bool Contradicts(CommitUnit unit) =>
        Repeats(unit.Events, static record => record.Id)
        || Repeats(unit.Answers, static record => record.Id)
        || Repeats(unit.Delivered, static key => key)
        || Repeats(unit.Intents, static intent => intent.Key)
        || Repeats(unit.Journal, static entry => (entry.Declaration, entry.Sequence))
        || SkipsVersions(unit.Identities);

    private static bool Repeats<T, TKey>(IReadOnlyList<T> items, Func<T, TKey> keyOf)
    {
        if (items.Count < 2)
        {
            return false;
        }

        var seen = new HashSet<TKey>();
        return !items.All(item => seen.Add(keyOf(item)));
    }

    /// <summary>An identity may be written several times, each time from the version before.</summary>
    private static bool SkipsVersions(IReadOnlyList<IdentityWrite> writes)
    {
        if (writes.Count < 2)
        {
            return false;
        }

        var versions = new Dictionary<DeclarationKey, long>();
        foreach (var write in writes)
        {
            if (versions.TryGetValue(write.Key, out var version) && version != write.ExpectedVersion)
            {
                return true;
            }

            versions[write.Key] = write.ExpectedVersion + 1;
        }

        return false;
    }
}
