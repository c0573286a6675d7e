using System.Globalization;
using System.Text;
using System.Text.Json;
using Clearance.Domain;
using Clearance.Entities;
using Clearance.Testing.Scenarios;

namespace Clearance.Grains.Tests;

/// <summary>Plays scenarios against a way in and the entities behind it, wherever they live.</summary>
internal sealed class EngineScenarioDriver(IIntake intake, IEntityHost host) : IScenarioDriver
{
    /// <inheritdoc/>
    public async Task<JsonElement> Post(string stream, JsonElement raw)
    {
        EventStreams.TryParse(stream, out var known).ShouldBeTrue(stream);
        var results = await intake.Take(known, [Encoding.UTF8.GetBytes(raw.GetRawText())], CancellationToken.None);
        var result = results[0];
        return JsonSerializer.SerializeToElement(new
        {
            id = result.Id,
            status = result.Status.ToString().ToLowerInvariant(),
            code = result.Rejection?.Code.ToString(),
            field = result.Rejection?.Field,
            detail = result.Rejection?.Detail,
        });
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
