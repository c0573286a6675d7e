using BenchmarkDotNet.Attributes;
using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Benchmarks;

/// <summary>What a payment's commit is made of, as the store gets it.</summary>
public class RecordBenchmarks
{
    private Books _books = null!;
    private Applied _applied = null!;
    private JournalHead _head = JournalHead.Empty;
    private Decision _decision = null!;
    private JournalOccasion _occasion = null!;

    /// <summary>Applies the payment.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        _books = new Books(50);
        _applied = _books.Ledger.Apply(_books.Payment.Event, _books.Around());
        var paid = _applied.Ledger.Declarations[_applied.Declarations[0]];
        _head = paid.Journal;
        _decision = Assessment.Assess(paid, _applied.Ledger.Standing, StillTime.Today);
        _occasion = _books.Occasion(_books.Payment);
    }

    /// <summary>The journal's entry, with its hash and its digest.</summary>
    [Benchmark]
    public object JournalEntryOfPayment() => JournalEntry.Next(_head, _decision, _occasion).Write;

    /// <summary>The ledger's head and its two rows: the declaration and the payment.</summary>
    [Benchmark]
    public object LedgerWriteOfPayment() => _books.Write(_applied);
}
