namespace Clearance.Architecture.Tests.Security;

/// <summary>S8: what a call of a grain carries beside it says nothing of who makes it, and so nothing of ours reads or writes it.</summary>
public sealed class RequestContextRuleTests
{
    private static readonly string[] Names = ["RequestContext", "IIncomingGrainCallContext", "IOutgoingGrainCallContext"];

    [Fact]
    public void Nothing_of_the_engine_reads_what_is_written_beside_a_call()
    {
        var sources = Repository.With(".cs").Where(static file => file.StartsWith("grains/", StringComparison.Ordinal) || file.StartsWith("silo/", StringComparison.Ordinal)).ToList();
        sources.Count.ShouldBeGreaterThan(200);
        sources.Where(static file => Names.Any(Repository.Read(file).Contains)).ShouldBeEmpty();
    }
}
