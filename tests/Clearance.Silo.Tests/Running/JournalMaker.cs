using Clearance.Silo.Tests.Http;

namespace Clearance.Silo.Tests.Running;

/// <summary>A few declarations of which a journal has much to say: facts before registration, payments, a stop, a clearance.</summary>
internal static class JournalMaker
{
    /// <summary>How many declarations one filling is about.</summary>
    public const int Declarations = 4;

    /// <summary>Posts events of declarations and taxpayers nobody else has.</summary>
    public static async Task Fill(HttpClient http)
    {
        var (one, two) = (Sample.Taxpayer(), Sample.Taxpayer());
        var all = Enumerable.Range(0, Declarations).Select(static _ => Sample.Declaration()).ToList();
        await Post(http, "customs.declarations", Sample.Fact("ClearanceRecorded", all[0], ""","outcome":"released" """).ToJsonString());
        foreach (var (declaration, i) in all.Select(static (it, i) => (it, i)))
        {
            await Post(http, "customs.declarations", Sample.Registration(declaration, i % 2 == 0 ? one : two).ToJsonString());
            await Post(http, "bank.payments", Sample.Payment(i % 2 == 0 ? one : two, declaration, 1_000_000).ToJsonString());
        }

        await Post(http, "bank.payments", Sample.Payment(one, all[0], 8_000_000).ToJsonString());
        await Post(http, "customs.taxpayers", Sample.Status(two).With("type", "\"EnforcementPlaced\"")
            .With("decision", "\"QD-18/2026\"").With("status", null).ToJsonString());
    }

    private static async Task Post(HttpClient http, string stream, string json) =>
        (await http.PostEvent(stream, json)).Short().ShouldBe("accepted");
}
