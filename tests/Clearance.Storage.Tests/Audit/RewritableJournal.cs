using System.Globalization;
using System.Text;
using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Storage.Tests;

/// <summary>A decision as somebody would have it written.</summary>
/// <param name="Lane">In which lane.</param>
/// <param name="Declaration">Of which declaration.</param>
/// <param name="Content">What it says.</param>
internal readonly record struct Written(int Lane, int Declaration, int Content);

/// <summary>
/// The journal that an engine would have written of some decisions, right in every position, number, chain and ledger: what somebody has
/// who may rewrite everything.
/// </summary>
internal sealed class RewritableJournal : JournalSource
{
    private readonly Dictionary<int, List<JournalRow>> _lanes = [];
    private readonly Dictionary<int, JournalHead> _heads = [];
    private readonly string? _name;

    public RewritableJournal(IEnumerable<Written> decisions, string? name = "j")
    {
        _name = name;
        foreach (var (lane, number, content) in decisions)
        {
            var rows = _lanes.TryGetValue(lane, out var there) ? there : _lanes[lane] = [];
            var before = _heads.GetValueOrDefault(number, JournalHead.Empty);
            var key = Make.Declaration(number);
            var body = Encoding.UTF8.GetBytes(string.Create(
                CultureInfo.InvariantCulture, $$"""{"declaration":"{{key}}","sequence":{{before.Sequence + 1}},"content":{{content}}}"""));
            var hash = JournalEntry.Chain(before.Hash, body);
            rows.Add(new JournalRow(lane, rows.Count + 1, key.Value, before.Sequence + 1, hash, body));
            _heads[number] = new JournalHead(before.Sequence + 1, hash, 0, default);
        }
    }

    public override string Place => "memory";

    /// <summary>How many entries a lane has.</summary>
    public int Count(int lane) => _lanes.GetValueOrDefault(lane)?.Count ?? 0;

    /// <summary>An entry's hash.</summary>
    public byte[] Hash(int lane, int position) => _lanes[lane][position - 1].Hash;

    /// <summary>A head of its first entries.</summary>
    public KeptHead Head(string name, params int[] entries) => new(name, "j", [.. entries.Select((count, lane) =>
    {
        var tree = new JournalTree();
        for (var position = 1; position <= count; position++)
        {
            tree.Add(Hash(lane, position));
        }

        return new KeptLane(lane, count, tree.Peaks);
    })]);

    /// <summary>Leaves a row out, and nothing else.</summary>
    public void Lose(int lane, int position) => _lanes[lane].RemoveAll(row => row.Position == position);

    public Task<JournalReport> Check(params KeptHead[] kept) => JournalCheck.RunAsync(this, kept, null, default);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    internal override Task<string?> Name(CancellationToken cancel) => Task.FromResult(_name);

    internal override async IAsyncEnumerable<StoredHead> Heads(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.CompletedTask;
        foreach (var (number, head) in _heads)
        {
            yield return new StoredHead(Make.Declaration(number), head, null);
        }
    }

    internal override Task<IReadOnlyList<LaneEnd>> Lanes(CancellationToken cancel) => Task.FromResult<IReadOnlyList<LaneEnd>>(
        [.. _lanes.Select(static lane => new LaneEnd(lane.Key, lane.Value.Count == 0 ? 0 : lane.Value[^1].Position, null))]);

    internal override Task<IReadOnlyList<JournalRow>> Read(int lane, long after, long through, int limit, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<JournalRow>>(
            [.. _lanes[lane].Where(row => row.Position > after && row.Position <= through).Take(limit)]);

    internal override Task<bool> Has(long declaration, long sequence, CancellationToken cancel) =>
        Task.FromResult(_lanes.Values.Any(rows => rows.Exists(row => row.Declaration == declaration && row.Sequence == sequence)));
}
