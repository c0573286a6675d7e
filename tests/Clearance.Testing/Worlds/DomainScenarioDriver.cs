using System.Globalization;
using System.Text;
using System.Text.Json;
using Clearance.Domain;
using Clearance.Entities;
using Clearance.Testing.Scenarios;

namespace Clearance.Testing.Worlds;

/// <summary>Plays scenarios against the domain alone.</summary>
public sealed class DomainScenarioDriver(DomainWorld world) : IScenarioDriver
{
    /// <inheritdoc/>
    public Task<JsonElement> Post(string stream, JsonElement raw)
    {
        if (!EventStreams.TryParse(stream, out var known))
        {
            throw new ArgumentException($"There is no stream {stream}.", nameof(stream));
        }

        var result = world.Post(WorldEvent.From(known, Encoding.UTF8.GetBytes(raw.GetRawText())));
        return Task.FromResult(ScenarioAnswers.Of(result));
    }

    /// <inheritdoc/>
    public Task<JsonElement> Ask(string declaration, string on)
    {
        if (!DeclarationKey.TryParseEither(declaration, out var key))
        {
            throw new ArgumentException($"{declaration} is no declaration number.", nameof(declaration));
        }

        var decision = world.Decide(key, DateOnly.ParseExact(on, "yyyy-MM-dd", CultureInfo.InvariantCulture));
        return Task.FromResult(JsonDocument.Parse(DecisionJson.ToUtf8Bytes(decision, declaration)).RootElement);
    }
}
