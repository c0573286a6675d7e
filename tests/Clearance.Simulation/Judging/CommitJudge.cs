using Clearance.Domain;
using Clearance.Entities;
using Clearance.Simulation.Engines;
using Clearance.Simulation.Faults;
using Clearance.Simulation.Stores;
using Clearance.Testing.Worlds;

namespace Clearance.Simulation.Judging;

/// <summary>Judges every commit as it becomes durable: their order is the order in which everything happened.</summary>
internal sealed partial class CommitJudge(IJudge judge, EventHasher hasher, IReadOnlyList<WorldEvent> events, Poison poison, bool isCluster)
{
    private const string Unavailable = "DecisionUnavailable";

    private readonly Dictionary<(Hash128 Id, Hash128 Content), WorldEvent> _events = Index(events, hasher);
    private readonly Dictionary<Hash128, CommitMark> _marks = [];
    private readonly Dictionary<Hash128, List<CommitMark>> _deliveries = [];
    private readonly Dictionary<TaxpayerId, List<CommitMark>> _byLedger = [];
    private readonly Dictionary<DeclarationKey, TaxpayerId> _owners = [];
    private readonly StoppedLedgers _stopped = new(poison);
    private readonly TaskCompletionSource _failed = new();
    private readonly List<Question> _questions = [];

    /// <summary>How many units became durable.</summary>
    public long Commits { get; private set; }

    /// <summary>The first thing that is wrong.</summary>
    public string? Failure { get; private set; }

    /// <summary>Completes when something is wrong.</summary>
    public Task Failed => _failed.Task;

    public IJudge Judge => judge;

    /// <summary>Finds the engine of a store, which knows in what order work came to a ledger.</summary>
    public required Func<SimulatedStore, SimulatedEngine?> EngineOf { get; init; }

    /// <summary>Hears of every event as it is applied, and to whose ledger; null: it was refused, or nobody's yet.</summary>
    public Action<WorldEvent, TaxpayerId?>? Applied { get; set; }

    public IReadOnlyDictionary<DeclarationKey, TaxpayerId> Owners => _owners;

    /// <summary>Whether something ever threw in a ledger.</summary>
    public bool WasAnyStopped => _stopped.WasAny;

    public void Fail(string why)
    {
        Failure ??= why;
        _failed.TrySetResult();
    }

    /// <summary>Takes a unit that became durable.</summary>
    public void Take(CommitUnit unit, SimulatedStore by)
    {
        Commits++;
        if (Failure is not null)
        {
            return;
        }

        var mark = new CommitMark(Commits, by.Process.Number);
        if (unit.Ledger is { } ledger)
        {
            MarksOf(ledger.Taxpayer).Add(mark);
        }

        foreach (var work in InOrder(unit, by))
        {
            work(mark);
        }

        foreach (var identity in unit.Identities)
        {
            if (identity.Owner is { } owner)
            {
                _owners[identity.Key] = owner;
            }
        }

        _stopped.Take(unit);
        Sent(unit);
        var goesOn = GoesOn(unit, by.Disk);
        foreach (var question in _questions)
        {
            if (goesOn || Touches(unit, question.Key))
            {
                question.Look(Commits, Right(question.Key, question.On));
            }
        }
    }

    /// <summary>The right answer: while its ledger is stopped no declaration may go that has not gone.</summary>
    public string Right(DeclarationKey key, DateOnly on) =>
        _owners.TryGetValue(key, out var owner) && _stopped.Contains(owner) && !judge.IsRecorded(key)
            ? Unavailable
            : judge.Decide(key, on);

    /// <summary>The engine's answer in the same words.</summary>
    public string TextOf(Decision decision) =>
        decision.Reasons.Any(reason => reason.Code == ReasonCode.DecisionUnavailable) ? Unavailable : judge.TextOf(decision);

    /// <summary>A question that is to be asked: what is right is remembered from now on.</summary>
    public void Watch(Question question)
    {
        _questions.Add(question);
        question.Look(Commits, Right(question.Key, question.On));
    }

    public void Forget(Question question) => _questions.Remove(question);

    /// <summary>
    /// The commit below which an engine's answer about a declaration may not fall: the last one of its ledger that somebody was told
    /// of, or that another process made. What its own process has just written it may not know yet.
    /// </summary>
    public long Least(DeclarationKey key, SimulatedEngine engine)
    {
        if (!_owners.TryGetValue(key, out var owner))
        {
            return Commits;
        }

        var marks = MarksOf(owner);
        for (var i = marks.Count - 1; i >= 0; i--)
        {
            if (marks[i].IsPromised || marks[i].Process != engine.Process.Number)
            {
                return marks[i].Number;
            }
        }

        return 0;
    }

    /// <summary>Somebody was told that an event is durable and visible.</summary>
    public void Promise(Hash128 id, SimulatedEngine engine)
    {
        if (_marks.TryGetValue(id, out var mark))
        {
            mark.IsPromised = true;
        }

        // In a cluster messages are delivered by one process for all: another's call does not wait for it.
        foreach (var delivery in isCluster ? [] : _deliveries.GetValueOrDefault(id, []))
        {
            delivery.IsPromised |= delivery.Process == engine.Process.Number;
        }
    }

    private static Dictionary<(Hash128, Hash128), WorldEvent> Index(IReadOnlyList<WorldEvent> events, EventHasher hasher)
    {
        var index = new Dictionary<(Hash128, Hash128), WorldEvent>();
        foreach (var e in events)
        {
            if (e.Read.Event is { } valid)
            {
                index.TryAdd((hasher.Of(e.Stream, valid.Id), e.Read.Content), e);
            }
        }

        return index;
    }

    private bool Touches(CommitUnit unit, DeclarationKey key)
    {
        foreach (var identity in unit.Identities)
        {
            if (identity.Key == key)
            {
                return true;
            }
        }

        return unit.Ledger is { } ledger && _owners.TryGetValue(key, out var owner) && owner == ledger.Taxpayer;
    }

    /// <summary>A unit's events and messages in the order in which they were applied: that in which they came.</summary>
    private List<Action<CommitMark>> InOrder(CommitUnit unit, SimulatedStore by)
    {
        var works = new List<(int Arrival, Action<CommitMark> Work)>(unit.Events.Count + unit.Delivered.Count);
        var watched = unit.Ledger is { } ledger && unit.Delivered.Count > 0 ? EngineOf(by)?.WatchedOf(ledger.Taxpayer) : null;
        var parked = _stopped.ParkedBy(unit);
        foreach (var resumed in unit.Resumed)
        {
            works.Add((-1, mark => Resume(resumed, unit.Ledger?.Taxpayer, by.Disk.EverParked[resumed.Sequence], parked, mark)));
        }

        foreach (var record in unit.Events)
        {
            works.Add((watched?.ArrivalOf(WatchedTaxpayer.KeyOf(record.Id)) ?? 0, mark => Apply(record, unit.Ledger?.Taxpayer, parked, mark)));
        }

        foreach (var key in unit.Delivered)
        {
            works.Add((watched?.ArrivalOf(key) ?? 0, mark => Deliver(key, unit.Ledger?.Taxpayer, by, mark)));
        }

        return watched is null ? works.ConvertAll(it => it.Work) : [.. works.OrderBy(it => it.Arrival).Select(it => it.Work)];
    }

    private void Apply(RegistryRecord record, TaxpayerId? ledger, HashSet<ulong> parked, CommitMark mark)
    {
        _marks[record.Id] = mark;
        if (!_events.TryGetValue((record.Id, record.Content), out var e))
        {
            Fail($"An event was committed that nobody sent: {record}");
            return;
        }

        if (parked.Contains(TraceNumbers.Of(e.Utf8.Span)))
        {
            _stopped.Wait(e);
            return;
        }

        CheckGoesOn(ledger, e);
        Compare(e, record.Rejection is { } bytes ? LedgerCodec.DecodeRejection(bytes).Code : null, ledger);
    }

    private void Compare(WorldEvent e, RejectionCode? rejection, TaxpayerId? ledger)
    {
        var right = judge.Apply(e);
        Applied?.Invoke(e, right is null ? ledger : null);
        if (right != rejection && !(rejection is null && IsVoid(e, right)) && !(right is null && _stopped.ExcuseRefusal(e, rejection)))
        {
            Fail($"{e}{Environment.NewLine}is {right?.ToString() ?? "accepted"}; the engine says {rejection?.ToString() ?? "accepted"}");
        }
    }

    /// <summary>
    /// Whether a cancellation that another ledger's payment overtook was taken as one that comes first: then it has no effect, and
    /// only its answer depends on the order (contract.md, Order).
    /// </summary>
    private static bool IsVoid(WorldEvent e, RejectionCode? right) =>
        e.Read.Event is PaymentCancelled && right == RejectionCode.InvalidValue;

    /// <summary>Behind what throws everything waits.</summary>
    private void CheckGoesOn(TaxpayerId? ledger, object what)
    {
        if (ledger is { } taxpayer && _stopped.Contains(taxpayer))
        {
            Fail($"The ledger of {taxpayer} is stopped, and yet it applied {what}");
        }
    }

    private void Deliver(string key, TaxpayerId? ledger, SimulatedStore by, CommitMark mark)
    {
        CheckGoesOn(ledger, key);
        if (!by.Disk.Sent.TryGetValue(key, out var intent))
        {
            Fail($"A message was delivered that nobody sent: {key}");
            return;
        }

        if (!_deliveries.TryGetValue(intent.Cause, out var marks))
        {
            _deliveries.Add(intent.Cause, marks = []);
        }

        if (!Waited(key, ledger))
        {
            marks.Add(mark);
        }

        if (judge.Deliver(LedgerCodec.DecodeMessage(intent.Body), _stopped.WasAny) is { } wrong)
        {
            Fail($"Message {key}: {wrong}");
        }
    }

    private List<CommitMark> MarksOf(TaxpayerId taxpayer)
    {
        if (!_byLedger.TryGetValue(taxpayer, out var marks))
        {
            _byLedger.Add(taxpayer, marks = []);
        }

        return marks;
    }

    private sealed class CommitMark(long number, int process)
    {
        public long Number => number;

        public int Process => process;

        public bool IsPromised { get; set; }
    }
}
