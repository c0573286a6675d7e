using Xunit.Abstractions;

namespace Clearance.Benchmarks.Tests;

/// <summary>What the engine allocates for an event, a decision, a record: counted, not timed.</summary>
public sealed class AllocationTests(ITestOutputHelper output)
{
#if DEBUG
    private const string? NotHere = "What a Debug build allocates says nothing of the engine.";
#else
    private const string? NotHere = null;
#endif

    [Fact(Skip = NotHere)]
    public void No_operation_allocates_more_than_its_ceiling()
    {
        Allocations.AreExact.ShouldBeTrue("What is compiled more than once allocates now this, now that.");
        var measured = Operation.All().ToDictionary(static operation => operation.Name, Allocations.Of);
        foreach (var (name, bytes) in measured)
        {
            output.WriteLine($"{name}: {bytes:N0} bytes");
        }

        Ceilings.Faults(measured, Ceilings.Read()).ShouldBeEmpty();
    }

    [Fact]
    public void What_is_counted_is_what_an_operation_allocates()
    {
        const int Each = 1_000;
        const int Count = 100;
        var operation = new Operation("a hundred arrays, and one to hold them", static () => Arrays(Count, Each), Count);

        Allocations.Of(operation).ShouldBe(Each + 8 + 1);

        static object Arrays(int count, int bytes)
        {
            const int Header = 24;
            var all = new byte[count][];
            for (var i = 0; i < count; i++)
            {
                all[i] = new byte[bytes - Header];
            }

            return all;
        }
    }

    [Fact]
    public void What_an_operation_allocates_now_and_then_is_counted_with_every_round()
    {
        var calls = 0;
        var kept = new byte[1];
        var operation = new Operation("each fourth call", () => calls++ % 4 == 0 ? new byte[1_000 - 24] : kept, 1);

        Allocations.Of(operation).ShouldBe(250);
    }

    [Fact]
    public void An_operation_over_its_ceiling_is_named_with_by_how_much() =>
        Ceilings.Faults(Bytes(("Pay", 5_301), ("Register", 4_000)), Bytes(("Pay", 5_000), ("Register", 4_000)))
            .ShouldBe(["Pay allocates 5,301 bytes, 301 more than its ceiling of 5,000."]);

    [Fact]
    public void Every_operation_has_a_ceiling_and_every_ceiling_an_operation() =>
        Ceilings.Faults(Bytes(("Pay", 10)), Bytes(("Paid", 10)))
            .ShouldBe(["Pay allocates 10 bytes and has no ceiling.", "Paid has a ceiling and is no benchmark."]);

    [Fact]
    public void A_new_ceiling_is_a_twentieth_over_what_was_measured()
    {
        Ceilings.Over(1_000).ShouldBe(1_050);
        Ceilings.Over(0).ShouldBe(0);
    }

    private static Dictionary<string, long> Bytes(params (string Name, long Bytes)[] table) =>
        table.ToDictionary(static row => row.Name, static row => row.Bytes);
}
