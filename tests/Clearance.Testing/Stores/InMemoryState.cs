using System.Collections.Immutable;
using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Testing.Stores;

/// <summary>Everything an <see cref="InMemoryStore"/> holds, as one value: a commit is the next value.</summary>
internal sealed partial record InMemoryState
{
    private LedgerRecord? Read(TaxpayerId taxpayer, Func<bool, LedgerRowKey, bool> wants) => Ledgers.TryGetValue(taxpayer, out var ledger)
        ? new LedgerRecord(
            taxpayer,
            ledger.Write.NewVersion,
            ledger.Write.Head,
            [.. ledger.Rows.Values.Where(row => wants(row.Resident, row.Row.Key)).Select(static row => row.Row)])
        : null;

    private static readonly ImmutableSortedDictionary<long, JournalRecord> NoEntries =
        ImmutableSortedDictionary<long, JournalRecord>.Empty;

    private ImmutableSortedDictionary<TaxpayerId, Ledger> Ledgers { get; init; } =
        ImmutableSortedDictionary<TaxpayerId, Ledger>.Empty;

    private ImmutableSortedDictionary<DeclarationKey, IdentityRecord> Identities { get; init; } =
        ImmutableSortedDictionary<DeclarationKey, IdentityRecord>.Empty;

    private ImmutableDictionary<Hash128, RegistryRecord> Registry { get; init; } =
        ImmutableDictionary<Hash128, RegistryRecord>.Empty;

    private ImmutableSortedDictionary<long, IntentRecord> Intents { get; init; } =
        ImmutableSortedDictionary<long, IntentRecord>.Empty;

    private ImmutableDictionary<string, long> IntentKeys { get; init; } =
        ImmutableDictionary.Create<string, long>(StringComparer.Ordinal);

    private long LastIntent { get; init; }

    private ImmutableList<JournalRecord> Journal { get; init; } = [];

    private ImmutableSortedDictionary<DeclarationKey, ImmutableSortedDictionary<long, JournalRecord>> Chains { get; init; } =
        ImmutableSortedDictionary<DeclarationKey, ImmutableSortedDictionary<long, JournalRecord>>.Empty;

    private ImmutableSortedDictionary<(EventStream, int), InputPosition> InputPositions { get; init; } =
        ImmutableSortedDictionary<(EventStream, int), InputPosition>.Empty;

    private ImmutableSortedDictionary<(PublishedSource, int), PublishedPosition> PublishedPositions { get; init; } =
        ImmutableSortedDictionary<(PublishedSource, int), PublishedPosition>.Empty;

    /// <summary>Every dead letter, oldest first.</summary>
    public ImmutableList<DeadLetter> DeadLetters { get; init; } = [];

    /// <summary>The state after a unit; null when something it states is not so.</summary>
    public InMemoryState? Apply(CommitUnit unit, long epoch) =>
        Fold(unit.Identities, static (state, write) => state.WriteIdentity(write))
            ?.Fold(unit.Events, static (state, record) => state.InsertEvent(record))
            ?.WriteLedger(unit.Ledger, epoch)
            ?.Fold(unit.Answers, static (state, record) => state.Answer(record, EventOutcome.Pending))
            ?.Fold(unit.Delivered, static (state, key) => state.DeleteIntent(key))
            ?.Fold(unit.Intents, static (state, write) => state.InsertIntent(write))
            ?.Fold(unit.Journal, static (state, write) => state.AppendJournal(write))
            ?.Fold(unit.Parked, static (state, parked) => state.Park(parked))
            ?.Fold(unit.Resumed, static (state, resumed) => state.Resume(resumed))
            ?.Fold(unit.DeadLetters, static (state, letter) => state with { DeadLetters = state.DeadLetters.Add(letter) })
            ?.Fold(unit.Positions, static (state, position) => state.Advance(position))
            ?.Fold(unit.Published, static (state, position) => state.Advance(position));

    /// <inheritdoc cref="IClearanceStore.LoadLedger"/>
    public LedgerRecord? LoadLedger(TaxpayerId taxpayer) => Read(taxpayer, static (resident, _) => resident);

    /// <inheritdoc cref="ILedgerScan.ReadLedger"/>
    public LedgerRecord? ReadLedger(TaxpayerId taxpayer) =>
        Read(taxpayer, static (resident, key) => resident || key.Kind == LedgerRowKind.Declaration);

    /// <inheritdoc cref="ILedgerScan.Ledgers"/>
    public IReadOnlyList<TaxpayerId> LedgersAfter(TaxpayerId? after, int limit) =>
        [.. Ledgers.Keys.Where(taxpayer => after is null || taxpayer.CompareTo(after.Value) > 0).Take(limit)];

    /// <inheritdoc cref="IClearanceStore.LoadRows"/>
    public IReadOnlyList<LedgerRow> LoadRows(TaxpayerId taxpayer, IReadOnlyList<LedgerRowKey> keys)
    {
        var rows = Ledgers.GetValueOrDefault(taxpayer)?.Rows ?? Ledger.NoRows;
        return [.. keys.Where(rows.ContainsKey).Select(key => rows[key].Row)];
    }

    /// <inheritdoc cref="ILedgerScan.ReadRows"/>
    public IReadOnlyList<LedgerRow> ReadRows(TaxpayerId taxpayer, LedgerRowKind kind) =>
        [.. (Ledgers.GetValueOrDefault(taxpayer)?.Rows ?? Ledger.NoRows).Values
            .Where(row => row.Row.Key.Kind == kind)
            .Select(static row => row.Row)];

    /// <inheritdoc cref="ILedgerScan.VisitRows"/>
    public TaxpayerId? VisitRows(
        LedgerRowKind kind, string prefix, TaxpayerId? after, int ledgersMax, Action<TaxpayerId, LedgerRow> see)
    {
        TaxpayerId? last = null;
        foreach (var (taxpayer, _) in Ledgers.Where(pair => after is null || pair.Key.CompareTo(after.Value) > 0).Take(ledgersMax))
        {
            foreach (var row in ReadRows(taxpayer, kind).Where(row => row.Key.Key.StartsWith(prefix, StringComparison.Ordinal)))
            {
                see(taxpayer, row);
            }

            last = taxpayer;
        }

        return last;
    }

    /// <inheritdoc cref="IClearanceStore.LoadIdentities"/>
    public IReadOnlyList<IdentityRecord?> LoadIdentities(IReadOnlyList<DeclarationKey> keys) =>
        [.. keys.Select(key => Identities.GetValueOrDefault(key))];

    /// <inheritdoc cref="IClearanceStore.FindEvents"/>
    public IReadOnlyList<RegistryRecord?> FindEvents(IReadOnlyList<Hash128> ids) =>
        [.. ids.Select(id => Registry.GetValueOrDefault(id))];

    /// <inheritdoc cref="IClearanceStore.PendingIntents"/>
    public IReadOnlyList<IntentRecord> PendingIntents(long after, int limit) =>
        [.. Intents.Values.Where(intent => intent.Sequence > after).Take(limit)];

    /// <inheritdoc cref="IClearanceStore.DueLedgers"/>
    public IReadOnlyList<TaxpayerId> DueLedgers(DateOnly today, TaxpayerId? after, int limit) =>
        [.. Ledgers
            .Where(pair => after is null || pair.Key.CompareTo(after.Value) > 0)
            .Where(pair => pair.Value.Write.PassOpen || pair.Value.Write.NextChangeOn <= today)
            .Select(static pair => pair.Key)
            .Take(limit)];

    /// <inheritdoc cref="IClearanceStore.LargestLedgers"/>
    public IReadOnlyList<TaxpayerId> LargestLedgers(int limit) =>
        [.. Ledgers
            .Select(static pair => (pair.Key, Count: pair.Value.Rows.Values.Count(static row => row.Resident)))
            .Where(static entry => entry.Count > 0)
            .OrderByDescending(static entry => entry.Count)
            .ThenBy(static entry => entry.Key)
            .Select(static entry => entry.Key)
            .Take(limit)];

    /// <inheritdoc cref="IClearanceStore.ReadJournal(long, int, CancellationToken)"/>
    public IReadOnlyList<JournalRecord> ReadJournal(long after, int limit) =>
        [.. Journal.Skip((int)Math.Clamp(after, 0, Journal.Count)).Take(limit)];

    /// <inheritdoc cref="IClearanceStore.ReadJournal(DeclarationKey, long, int, CancellationToken)"/>
    public IReadOnlyList<JournalRecord> ReadJournal(DeclarationKey declaration, long from, int limit) =>
        [.. Chains.GetValueOrDefault(declaration, NoEntries)
            .Where(pair => pair.Key >= from)
            .Select(static pair => pair.Value)
            .Take(limit)];

    /// <inheritdoc cref="IClearanceStore.ParkedEvents"/>
    public IReadOnlyList<ParkedEvent> ParkedEvents(string? home, int limit) =>
        [.. Parked.Where(parked => home is null || parked.Home == home).Take(limit)];

    /// <inheritdoc cref="IPositionStore.LoadPositions"/>
    public IReadOnlyList<InputPosition> LoadPositions() => [.. InputPositions.Values];

    /// <inheritdoc cref="IPublicationStore.LoadPublished"/>
    public IReadOnlyList<PublishedPosition> LoadPublished() => [.. PublishedPositions.Values];

    /// <inheritdoc cref="IPublicationStore.ReadDeadLetters"/>
    public IReadOnlyList<DeadLetterRecord> ReadDeadLetters(long after, int limit) =>
        [.. DeadLetters.Select(static (letter, i) => new DeadLetterRecord(i + 1, letter))
            .Where(record => record.Sequence > after)
            .Take(limit)];

    /// <summary>The state without a parked key's queue, and as if its events had never come: an operator sends them again.</summary>
    public InMemoryState Unpark(string home, IReadOnlyList<Hash128> events) => this with
    {
        Parked = Parked.RemoveAll(parked => parked.Home == home),
        Registry = Registry.RemoveRange(events),
    };

    private InMemoryState? Fold<T>(IReadOnlyList<T> items, Func<InMemoryState, T, InMemoryState?> apply)
    {
        var state = this;
        for (var i = 0; i < items.Count && state is not null; i++)
        {
            state = apply(state, items[i]);
        }

        return state;
    }

    private InMemoryState? WriteLedger(LedgerWrite? write, long epoch)
    {
        if (write is null)
        {
            return this;
        }

        var held = Ledgers.GetValueOrDefault(write.Taxpayer);
        if ((held?.Write.NewVersion ?? 0) != write.ExpectedVersion)
        {
            return null;
        }

        var rows = (held?.Rows ?? Ledger.NoRows).ToBuilder();
        foreach (var row in write.Rows)
        {
            if (row.Was == RowOrigin.None && rows.ContainsKey(row.Key))
            {
                throw new InvalidOperationException($"Row {row.Key} is said to be new and is there.");
            }

            rows[row.Key] = new StoredRow(new LedgerRow(row.Key, write.NewVersion, row.Body), row.Resident);
        }

        var ledger = new Ledger(write with { Rows = [] }, epoch, rows.ToImmutable());
        return this with { Ledgers = Ledgers.SetItem(write.Taxpayer, ledger) };
    }

    private InMemoryState? WriteIdentity(IdentityWrite write)
    {
        var version = Identities.GetValueOrDefault(write.Key)?.Version ?? 0;
        var next = new IdentityRecord(write.Key, write.ExpectedVersion + 1, write.Owner, write.Body);
        return version == write.ExpectedVersion ? this with { Identities = Identities.SetItem(write.Key, next) } : null;
    }

    private InMemoryState? InsertEvent(RegistryRecord record) =>
        Registry.ContainsKey(record.Id) ? null : this with { Registry = Registry.Add(record.Id, record) };

    private InMemoryState? Answer(RegistryRecord record, EventOutcome before)
    {
        if (!Registry.TryGetValue(record.Id, out var stored) || stored.Outcome != before)
        {
            return null;
        }

        var answered = stored with { Outcome = record.Outcome, Rejection = record.Rejection };
        return this with { Registry = Registry.SetItem(record.Id, answered) };
    }

    private InMemoryState? InsertIntent(IntentWrite write)
    {
        if (IntentKeys.ContainsKey(write.Key))
        {
            return null;
        }

        var sequence = LastIntent + 1;
        return this with
        {
            LastIntent = sequence,
            Intents = Intents.Add(sequence, new IntentRecord(sequence, write)),
            IntentKeys = IntentKeys.Add(write.Key, sequence),
        };
    }

    private InMemoryState? DeleteIntent(string key) => IntentKeys.TryGetValue(key, out var sequence)
        ? this with { Intents = Intents.Remove(sequence), IntentKeys = IntentKeys.Remove(key) }
        : null;

    private InMemoryState? AppendJournal(JournalWrite write)
    {
        var chain = Chains.GetValueOrDefault(write.Declaration, NoEntries);
        if (chain.ContainsKey(write.Sequence))
        {
            return null;
        }

        var record = new JournalRecord(Journal.Count + 1, write);
        return this with
        {
            Journal = Journal.Add(record),
            Chains = Chains.SetItem(write.Declaration, chain.Add(write.Sequence, record)),
        };
    }

    private InMemoryState Advance(InputPosition position)
    {
        var key = (position.Stream, position.Partition);
        return InputPositions.TryGetValue(key, out var stored) && stored.Next >= position.Next
            ? this
            : this with { InputPositions = InputPositions.SetItem(key, position) };
    }

    private InMemoryState Advance(PublishedPosition position) =>
        PublishedPositions.TryGetValue((position.Source, position.Lane), out var stored) && stored.Through >= position.Through
            ? this
            : this with { PublishedPositions = PublishedPositions.SetItem((position.Source, position.Lane), position) };

    private sealed record Ledger(LedgerWrite Write, long Epoch, ImmutableSortedDictionary<LedgerRowKey, StoredRow> Rows)
    {
        public static readonly ImmutableSortedDictionary<LedgerRowKey, StoredRow> NoRows =
            ImmutableSortedDictionary.Create<LedgerRowKey, StoredRow>(Comparer<LedgerRowKey>.Create(Compare));

        private static int Compare(LedgerRowKey left, LedgerRowKey right) => left.Kind != right.Kind
            ? left.Kind.CompareTo(right.Kind)
            : string.CompareOrdinal(left.Key, right.Key);
    }

    private sealed record StoredRow(LedgerRow Row, bool Resident);
}
