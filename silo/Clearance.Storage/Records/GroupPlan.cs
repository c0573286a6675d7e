using Clearance.Entities;

namespace Clearance.Storage;

/// <summary>A home as a group will write it.</summary>
internal sealed class HomeDraft(string key, Held<HomeRecord> before)
{
    public string Key => key;

    /// <summary>What the write names.</summary>
    public string? ETag => before.ETag;

    public HomeRecord Before => before.Value;

    public required HomeRecord After { get; set; }

    /// <summary>The ledger written, if it is one's.</summary>
    public LedgerWrite? Ledger { get; set; }

    /// <summary>Which units of the call it commits.</summary>
    public List<int> Units { get; } = [];
}

/// <summary>Judges the units of a group against what is stored, and drafts the homes that commit them.</summary>
/// <param name="state">Which messages are pending, and where the logs end.</param>
/// <param name="reads">What is stored.</param>
/// <param name="stamp">The group.</param>
/// <param name="nextSequence">Numbers messages.</param>
internal sealed class GroupPlan(RecordState state, GroupReads reads, GroupStamp stamp, Func<long> nextSequence)
{
    private readonly Dictionary<string, HomeDraft> _drafts = new(StringComparer.Ordinal);

    public IReadOnlyCollection<HomeDraft> Drafts => _drafts.Values;

    /// <summary>Takes a unit in; false when something it states is not so.</summary>
    public bool TryAdd(CommitUnit unit, int ordinal)
    {
        if (!IsSo(unit))
        {
            return false;
        }

        var key = GroupReads.HomeOf(unit);
        if (!_drafts.TryGetValue(key, out var draft))
        {
            var before = reads.Home(key);
            var fresh = before.Value with { Stamp = stamp, From = state.Ends, Effects = [] };
            _drafts.Add(key, draft = new HomeDraft(key, before) { After = fresh });
        }

        var delivered = unit.Delivered.Select(name => state.Intents.Find(name)!.Value).ToLookup(it => it.Home == key);
        var puts = new List<(string Key, byte[] Body)>();
        AddIdentities(unit, puts);
        AddEvents(unit, puts);
        var ledger = unit.Ledger is { } write ? Apply(draft.Before.Ledger, write, puts) : draft.After.Ledger;
        draft.After = draft.After with
        {
            Ledger = ledger,
            Intents = draft.After.Intents
                .RemoveRange(delivered[true].Select(static it => it.Sequence))
                .AddRange(unit.Intents.Select(intent => KeyValuePair.Create(nextSequence(), intent))),
            Effects = draft.After.Effects.Add(new UnitEffects
            {
                Ordinal = ordinal,
                Puts = puts,
                Journal = [.. unit.Journal.Select(EntryCodec.Encode)],
                Parked = [.. unit.Parked.Select(EntryCodec.Encode), .. unit.Resumed.Select(static it => ParkedQueue.TakenOut(it.Sequence))],
                Letters = [.. unit.DeadLetters.Select(EntryCodec.Encode)],
                Delivered = [.. delivered[false]],
                Positions = unit.Positions,
                Published = unit.Published,
            }),
        };
        draft.Ledger = unit.Ledger ?? draft.Ledger;
        draft.Units.Add(ordinal);
        return true;
    }

    private static RecordedLedger Apply(RecordedLedger? before, LedgerWrite write, List<(string Key, byte[] Body)> puts)
    {
        var rows = (before?.Rows ?? RecordedLedger.NoRows).ToBuilder();
        var settled = new Dictionary<LedgerRowKey, LedgerRow>();
        foreach (var change in write.Rows)
        {
            var row = new LedgerRow(change.Key, write.NewVersion, change.Body);
            if (change.Resident)
            {
                rows[change.Key] = row;
                settled.Remove(change.Key);
            }
            else
            {
                rows.Remove(change.Key);
                settled[change.Key] = row;
            }
        }

        puts.AddRange(settled.Values.Select(row => (RecordKeys.Of(write.Taxpayer, row.Key), EntryCodec.Encode(row))));
        return new RecordedLedger(write.NewVersion, write.Head, write.NextChangeOn, write.PassOpen, rows.ToImmutable());
    }

    private static void AddIdentities(CommitUnit unit, List<(string Key, byte[] Body)> puts)
    {
        // One that is written several times, each from the version before, is what the last one says.
        foreach (var writes in unit.Identities.GroupBy(static write => write.Key))
        {
            var last = writes.Last();
            var identity = new IdentityRecord(last.Key, last.ExpectedVersion + 1, last.Owner, last.Body);
            puts.Add((RecordKeys.Of(last.Key), EntryCodec.Encode(identity)));
        }
    }

    private void AddEvents(CommitUnit unit, List<(string Key, byte[] Body)> puts)
    {
        var answers = unit.Answers.ToDictionary(static answer => answer.Id);
        foreach (var record in unit.Events)
        {
            Add(answers.Remove(record.Id, out var answer) ? Answered(record, answer) : record);
        }

        foreach (var answer in answers.Values.Concat(unit.Resumed.Select(static it => it.Judged).OfType<RegistryRecord>()))
        {
            Add(Answered(reads.Event(answer.Id)!, answer));
        }

        void Add(RegistryRecord record) => puts.Add((RecordKeys.Of(record.Id), EntryCodec.Encode(record)));
    }

    private static RegistryRecord Answered(RegistryRecord record, RegistryRecord answer) =>
        record with { Outcome = answer.Outcome, Rejection = answer.Rejection };

    private bool IsSo(CommitUnit unit) => LedgerIsSo(unit) && IdentitiesAreSo(unit) && EventsAreSo(unit) && MessagesAreSo(unit)
        && unit.Resumed.All(resumed => state.Parked.Contains(resumed.Sequence))
        && unit.Journal.All(entry => !reads.Chain(entry.Declaration).Positions.ContainsKey(entry.Sequence));

    private bool LedgerIsSo(CommitUnit unit) => unit.Ledger is not { } write
        || (reads.Home(RecordKeys.Of(write.Taxpayer)).Value.Ledger?.Version ?? 0) == write.ExpectedVersion;

    private bool IdentitiesAreSo(CommitUnit unit) => unit.Identities
        .GroupBy(static write => write.Key)
        .All(writes => (reads.Identity(writes.Key)?.Version ?? 0) == writes.First().ExpectedVersion);

    private bool EventsAreSo(CommitUnit unit)
    {
        var own = unit.Events.ToDictionary(static record => record.Id);
        return own.Keys.All(id => reads.Event(id) is null)
            && unit.Answers.All(answer => (own.GetValueOrDefault(answer.Id) ?? reads.Event(answer.Id))?.Outcome == EventOutcome.Pending)
            && unit.Resumed.All(resumed => resumed.Judged is not { } judged || reads.Event(judged.Id)?.Outcome == EventOutcome.Accepted);
    }

    private bool MessagesAreSo(CommitUnit unit) =>
        unit.Delivered.All(key => state.Intents.Find(key) is not null)
        && unit.Intents.All(intent => unit.Delivered.Contains(intent.Key) || state.Intents.Find(intent.Key) is null);
}
