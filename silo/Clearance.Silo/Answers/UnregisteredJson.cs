using System.Text.Json;
using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>What is known of a declaration that nobody registered yet: facts that came early, and how many have money parked on it.</summary>
/// <param name="Asked">The number as asked for.</param>
/// <param name="Identity">What is known.</param>
/// <param name="Decision">The answer so far.</param>
internal readonly record struct UnregisteredJson(string Asked, DeclarationIdentity Identity, Decision Decision)
{
    /// <summary>Writes it as one object.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("declaration"u8, Asked);
        json.WriteBoolean("registered"u8, false);
        json.Date("on"u8, Decision.On);

        // Whose money waits is theirs to know, not everybody's who asks for the number.
        json.WriteNumber("parkedBy"u8, Identity.ParkedBy.Count);
        json.WriteAdjustments(Identity.Facts);
        json.WriteInspection(null, Identity.Facts);
        json.WriteRecorded(Identity.Facts);
        json.WritePropertyName("decision"u8);
        DecisionJson.Write(json, Decision, Asked);
        json.WriteEndObject();
    }
}
