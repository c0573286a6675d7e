using BenchmarkDotNet.Attributes;
using Clearance.Domain;

namespace Clearance.Benchmarks;

/// <summary>A declaration's decision, as a query and as the journal has it made.</summary>
public class DecisionBenchmarks
{
    private Standing _standing = Standing.Empty;
    private Declaration _unpaid = null!;
    private Declaration _paid = null!;

    /// <summary>Takes two declarations of one ledger.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        var books = new Books(50);
        _standing = books.Ledger.Standing;
        _unpaid = books.Ledger.Declarations[books.Keys[^1]];
        _paid = books.Ledger.Declarations[books.Keys[0]];
    }

    /// <summary>Three lines unpaid: hold, with the lines that miss something and the way to release.</summary>
    [Benchmark]
    public object AssessUnpaid() => Assessment.Assess(_unpaid, _standing, StillTime.Today);

    /// <summary>All paid: clear.</summary>
    [Benchmark]
    public object AssessPaid() => Assessment.Assess(_paid, _standing, StillTime.Today);
}
