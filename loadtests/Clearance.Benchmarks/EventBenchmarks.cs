using BenchmarkDotNet.Attributes;
using Clearance.Entities;

namespace Clearance.Benchmarks;

/// <summary>
/// A common event from its turn in the ledger to the unit for the group commit: applied, decided, journaled, encoded. Each is a batch
/// of its own, as most are with many taxpayers.
/// </summary>
public class EventBenchmarks
{
    private Books _books = null!;
    private IReadOnlyList<LedgerWork> _registration = [];
    private IReadOnlyList<LedgerWork> _payment = [];

    /// <summary>How many declarations the ledger has.</summary>
    [Params(50, 10_000)]
    public int Declarations { get; set; }

    /// <summary>Grows the ledger.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        _books = new Books(Declarations);
        _registration = Books.Waiting(_books.Registration);
        _payment = Books.Waiting(_books.Payment);
    }

    /// <summary>One more declaration of three lines.</summary>
    [Benchmark]
    public object Register() => _books.Commit(_registration);

    /// <summary>All of one declaration is paid.</summary>
    [Benchmark]
    public object Pay() => _books.Commit(_payment);
}
