using System.Text.Json;
using Clearance.Entities;

namespace Clearance.Testing.Scenarios;

/// <summary>Results of events as the contract answers them, for drivers without HTTP.</summary>
internal static class ScenarioAnswers
{
    public static JsonElement Of(EventResult result) => JsonSerializer.SerializeToElement(new
    {
        id = result.Id,
        status = result.Status.ToString().ToLowerInvariant(),
        code = result.Rejection?.Code.ToString(),
        field = result.Rejection?.Field,
        detail = result.Rejection?.Detail,
    });
}
