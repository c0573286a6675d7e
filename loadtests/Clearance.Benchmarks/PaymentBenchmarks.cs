using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using Clearance.Domain;

namespace Clearance.Benchmarks;

/// <summary>Money finding its lines.</summary>
public class PaymentBenchmarks
{
    private Books _books = null!;
    private Declaration _paid = null!;

    /// <summary>Grows the ledger.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        _books = new Books(50);
        _paid = _books.Ledger.Declarations[_books.Keys[0]];
    }

    /// <summary>Which money pays which line of one declaration.</summary>
    [Benchmark]
    public object AllocateOne() => ImmutableCollectionsMarshal.AsArray(_paid.Allocate().Lines)!;

    /// <summary>A payment over eight declarations, 24 rows, applied to their ledger.</summary>
    [Benchmark]
    public object PayEight() => _books.Ledger.Apply(_books.PaymentOfAll, _books.Around());
}
