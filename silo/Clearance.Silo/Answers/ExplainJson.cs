using System.Globalization;
using System.Text.Json;
using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>A decision in words.</summary>
/// <param name="Decision">The decision.</param>
/// <param name="Declaration">The declaration; null when nothing is registered, or it cannot be read.</param>
/// <param name="Standing">Its taxpayer's standing.</param>
internal sealed record ExplainJson(Decision Decision, Declaration? Declaration, Standing Standing)
{
    /// <summary>The number as asked for.</summary>
    public string Asked { get; init; } = "";

    /// <summary>The language.</summary>
    public CultureInfo Culture { get; init; } = ReasonMessages.English;

    private static readonly JsonEncodedText[] Kinds =
        [.. Enum.GetNames<EvidenceKind>().Select(name => JsonEncodedText.Encode(name.ToLowerInvariant()))];

    /// <summary>Writes it as one object.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("declaration"u8, Decision.Amendment is { } amendment ? $"{Decision.Declaration}{amendment}" : Asked);
        json.WriteString("taxpayer"u8, Decision.Taxpayer?.Value);
        json.Date("on"u8, Decision.On);
        json.WriteString("lang"u8, Culture.Name);
        json.WriteString("outcome"u8, DecisionNames.Of(Decision.Outcome));
        json.WriteString("text"u8, StepMessages.Of(Decision.Outcome, Culture));
        json.WriteString("ruleSet"u8, Decision.RuleSet);
        json.WriteNumber("version"u8, Decision.Version);
        json.WriteStartArray("reasons"u8);
        foreach (var reason in Decision.Reasons)
        {
            Write(json, reason);
        }

        json.WriteEndArray();
        json.WriteStartArray("warnings"u8);
        foreach (var warning in Decision.Warnings)
        {
            json.WriteStartObject();
            json.WriteString("code"u8, DecisionNames.Of(warning.Code));
            json.WriteNumber("shortfall"u8, warning.Shortfall);
            json.WriteString("text"u8, ReasonMessages.Of(warning, Culture));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("steps"u8);
        foreach (var step in Decision.ToRelease)
        {
            json.WriteStartObject();
            json.WriteString("action"u8, DecisionNames.Of(step.Action));
            json.WriteString("reason"u8, DecisionNames.Of(step.Reason));
            json.WriteString("text"u8, StepMessages.Of(step, Culture));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void Write(Utf8JsonWriter json, HoldReason reason)
    {
        json.WriteStartObject();
        json.WriteString("code"u8, DecisionNames.Of(reason.Code));
        json.WriteString("vnaccs"u8, reason.Vnaccs);
        if (reason.Shortfall is { } shortfall)
        {
            json.WriteNumber("shortfall"u8, shortfall);
        }

        json.WriteString("text"u8, ReasonMessages.Of(reason, Decision.On, Culture));
        WriteEvidence(json, reason);
        var source = ReasonSources.Of(reason.Code);
        json.WriteStartObject("source"u8);
        json.WriteString("rule"u8, source.Rule);
        json.WriteStartArray("laws"u8);
        foreach (var law in source.Laws)
        {
            json.WriteStringValue(law);
        }

        json.WriteEndArray();
        json.WriteBoolean("inferred"u8, source.IsInferred);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteEvidence(Utf8JsonWriter json, HoldReason reason)
    {
        json.WriteStartArray("evidence"u8);
        foreach (var fact in Declaration is null ? [] : ReasonEvidence.Of(reason, Declaration, Standing, Decision.On))
        {
            json.WriteStartObject();
            json.WriteString("kind"u8, Kinds[(int)fact.Kind]);
            json.WriteString("event"u8, fact.Event);
            json.WriteString("subject"u8, fact.Subject);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
