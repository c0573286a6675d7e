using System.Globalization;
using System.Text;
using System.Text.Json;
using Clearance.Domain;
using Clearance.Entities;
using Shouldly;

namespace Clearance.Testing.Scenarios;

/// <summary>Plays scenarios against a way in and the entities behind it, wherever they live.</summary>
public sealed class EngineScenarioDriver(IIntake intake, IEntityHost host) : IScenarioDriver
{
    /// <inheritdoc/>
    public async Task<JsonElement> Post(string stream, JsonElement raw)
    {
        EventStreams.TryParse(stream, out var known).ShouldBeTrue(stream);
        var results = await intake.Take(known, [Encoding.UTF8.GetBytes(raw.GetRawText())], CancellationToken.None);
        return ScenarioAnswers.Of(results[0]);
    }

    /// <inheritdoc/>
    public async Task<JsonElement> Ask(string declaration, string on)
    {
        DeclarationKey.TryParseEither(declaration, out var key).ShouldBeTrue(declaration);
        var date = DateOnly.ParseExact(on, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        var decision = await host.Declaration(key).Decide(date);
        return JsonDocument.Parse(DecisionJson.ToUtf8Bytes(decision, declaration)).RootElement;
    }
}
