using BenchmarkDotNet.Attributes;
using Clearance.Domain;
using Clearance.Workload;

namespace Clearance.Benchmarks;

/// <summary>A body of 500 events taken apart, read, judged by form and hashed, per event.</summary>
public class ReadingBenchmarks
{
    private const int Size = 500;

    private byte[] _registrations = [];
    private byte[] _payments = [];

    /// <summary>Makes the bodies.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        var (registrations, payments) = new CommonEvents(1, 0, 20_000, 0.6, StillTime.Today).Next(Size);
        (_registrations, _payments) = (registrations.Body, payments.Body);
    }

    /// <summary>Registrations of three lines.</summary>
    [Benchmark(OperationsPerInvoke = Size)]
    public object ReadRegistration() => WayIn.Read(EventStream.Declarations, _registrations);

    /// <summary>Payments of three rows.</summary>
    [Benchmark(OperationsPerInvoke = Size)]
    public object ReadPayment() => WayIn.Read(EventStream.Payments, _payments);
}
