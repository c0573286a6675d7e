using System.Text.Json;
using Clearance.Client;
using Clearance.Testing.Scenarios;

namespace Clearance.Silo.Tests.OpenApi;

/// <summary>Plays a scenario over HTTP and looks at every answer: it must be as the OpenAPI document describes it.</summary>
internal sealed class DescribedDriver(ClearanceClient client, JsonElement document) : IScenarioDriver
{
    private readonly SchemaCheck schemas = new(document);

    /// <inheritdoc/>
    public async Task<JsonElement> Post(string stream, JsonElement raw)
    {
        var answer = await client.Post($"v1/streams/{stream}/events", JsonSerializer.SerializeToUtf8Bytes(raw));
        ShouldBe("EventResults", answer);
        return answer.GetProperty("results").EnumerateArray().ShouldHaveSingleItem();
    }

    /// <inheritdoc/>
    public async Task<JsonElement> Ask(string declaration, string on)
    {
        var answer = await client.Get($"v1/declarations/{declaration}/eligibility?on={on}");
        ShouldBe("Decision", answer);
        await LookAround(answer, declaration, on);
        return answer;
    }

    /// <summary>The detailed answers must agree with the decision, and the money with itself.</summary>
    private async Task LookAround(JsonElement decision, string declaration, string on)
    {
        var details = await client.Get($"v1/declarations/{declaration}?on={on}");
        ShouldBe(details.GetProperty("registered").GetBoolean() ? "Declaration" : "UnregisteredDeclaration", details);
        JsonElement.DeepEquals(details.GetProperty("decision"), decision).ShouldBeTrue(details.GetProperty("decision").GetRawText());
        if (decision.GetProperty("taxpayer").GetString() is { } taxpayer)
        {
            var ledger = await client.Get($"v1/taxpayers/{taxpayer}?on={on}");
            ShouldBe("Taxpayer", ledger);
            ledger.GetProperty("sums").GetProperty("balanced").GetBoolean().ShouldBeTrue(ledger.GetRawText());
        }
    }

    private void ShouldBe(string schema, JsonElement answer) =>
        schemas.Faults(schemas.Resolve($"#/components/schemas/{schema}"), answer).ShouldBeEmpty();
}
