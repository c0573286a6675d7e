namespace Clearance.Entities.Tests.Hosting;

/// <summary>Weighs the whole process, so nothing else may run meanwhile.</summary>
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
[Collection(nameof(MemoryTests))]
public sealed class MemoryTests
{
    private readonly Toys toys = new();

    [Fact]
    public async Task An_idle_declaration_costs_little()
    {
        const int count = 20_000;
        await using var host = toys.Host();
        await host.Declaration(Toys.Declaration(count)).Apply([]).Soon();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < count; i++)
        {
            await host.Declaration(Toys.Declaration(i)).Apply([]);
        }

        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / count;

        host.DeclarationCounts.Active.ShouldBe(count + 1);
        each.ShouldBeLessThan(400);
    }
}
