using System.Text.Json;

namespace Clearance.Testing.Scenarios;

/// <summary>How a scenario reaches what it tests: the domain, the entities, or a running engine over HTTP.</summary>
public interface IScenarioDriver
{
    /// <summary>Sends one event, and returns its result when everything it caused is visible.</summary>
    /// <param name="stream">The stream's name.</param>
    /// <param name="raw">The event as it stands in the file: <c>GetRawText</c> is what the sender wrote.</param>
    /// <returns>The element of the contract's <c>results</c>: <c>status</c>, and <c>code</c> and <c>field</c> when rejected.</returns>
    Task<JsonElement> Post(string stream, JsonElement raw);

    /// <summary>Asks for a decision.</summary>
    /// <param name="declaration">11 or 12 digits.</param>
    /// <param name="on">A legal date, <c>YYYY-MM-DD</c>.</param>
    /// <returns>The decision as the contract's JSON.</returns>
    Task<JsonElement> Ask(string declaration, string on);
}
