using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clearance.Client;

/// <summary>How answers are read: by generated code, members the client does not know ignored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EventResults))]
[JsonSerializable(typeof(Decision))]
[JsonSerializable(typeof(EligibilityQuestion))]
[JsonSerializable(typeof(EligibilityError))]
[JsonSerializable(typeof(DeclarationDetails))]
[JsonSerializable(typeof(TaxpayerDetails))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class ClearanceJson : JsonSerializerContext;

/// <summary>What a call with events answers.</summary>
internal sealed record EventResults(IReadOnlyList<EventResult> Results);

/// <summary>What a call for many decisions asks.</summary>
internal sealed record EligibilityQuestion(IReadOnlyList<string> Declarations, DateOnly? On);
