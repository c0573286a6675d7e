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
[JsonSerializable(typeof(HistoryPage))]
[JsonSerializable(typeof(DecisionInForce))]
[JsonSerializable(typeof(RecordedDecision))]
[JsonSerializable(typeof(WhatIfAnswer))]
[JsonSerializable(typeof(Move))]
[JsonSerializable(typeof(Moves))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class ClearanceJson : JsonSerializerContext;

/// <summary>What a call with events answers.</summary>
internal sealed record EventResults(IReadOnlyList<EventResult> Results);

/// <summary>A page of a declaration's decisions.</summary>
internal sealed record HistoryPage(IReadOnlyList<RecordedDecision> Decisions, long? Next);

/// <summary>A taxpayer's moves.</summary>
internal sealed record Moves([property: JsonPropertyName("moves")] IReadOnlyList<Move> All);

/// <summary>What a call for many decisions asks.</summary>
internal sealed record EligibilityQuestion(IReadOnlyList<string> Declarations, DateOnly? On);
