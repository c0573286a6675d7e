using System.Collections.Immutable;
using System.Text.Json;
using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>Writes what stands over all ledgers, as far as it was counted.</summary>
internal static class StandingJson
{
    private static readonly string?[] Money = [null, "paid", "misdirected", "suspense", "surplus"];

    /// <summary>Writes the census and the dead letters.</summary>
    public static void Standing(this Utf8JsonWriter json, CensusFindings findings)
    {
        json.WriteStartObject("standing"u8);
        json.WriteString("asOf"u8, findings.AsOf?.ToString());
        json.WriteNumber("tookSeconds"u8, Math.Round(findings.Took.TotalSeconds, 1));
        json.WriteString("failed"u8, findings.Failed);
        json.WriteString("impossible"u8, findings.Impossible);
        if (findings.Census is { } census)
        {
            json.WriteStartObject("census"u8);
            Write(json, census);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("census"u8);
        }

        json.WriteEndObject();
        WriteLetters(json, findings.DeadLetters);
    }

    private static void Write(Utf8JsonWriter json, Census census)
    {
        json.Date("on"u8, census.On);
        json.WriteNumber("ledgers"u8, census.Ledgers);
        json.WriteStartObject("outcomes"u8);
        for (var outcome = Outcome.Cancelled; outcome <= Outcome.Hold; outcome++)
        {
            json.WriteNumber(DecisionNames.Of(outcome), census.Outcomes[(int)outcome]);
        }

        json.WriteEndObject();
        json.WriteStartArray("holds"u8);
        foreach (var reason in census.Reasons)
        {
            json.WriteStartObject();
            json.WriteString("code"u8, DecisionNames.Of(reason.Code));
            json.WriteNumber("declarations"u8, reason.Declarations);
            json.Sum("shortfall"u8, reason.Shortfall);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.Sum("heldOutstanding"u8, census.HeldOutstanding);
        WriteHeld(json, "oldestHeld"u8, census.OldestHeld);
        json.WriteNumber("heldAndPaid"u8, census.HeldAndPaid);
        WriteHeld(json, "oldestHeldAndPaid"u8, census.OldestHeldAndPaid);
        WriteStray(json, "suspense"u8, census.Suspense);
        WriteStray(json, "misdirected"u8, census.Misdirected);
        json.Sum("surplus"u8, census.Surplus);
        json.Sum("parked"u8, census.Parked);
        json.Sum("overdue"u8, census.Overdue);
        WriteGuarantees(json, census.Guarantees);
        json.WriteNumber("stoppedLedgers"u8, census.StoppedLedgers);
        json.WriteStartArray("stopped"u8);
        foreach (var taxpayer in census.Stopped)
        {
            json.WriteStringValue(taxpayer.Value);
        }

        json.WriteEndArray();
    }

    private static void WriteHeld(Utf8JsonWriter json, ReadOnlySpan<byte> name, ImmutableArray<HeldDeclaration> list)
    {
        json.WriteStartArray(name);
        foreach (var held in list)
        {
            json.WriteStartObject();
            json.WriteString("declaration"u8, $"{held.Declaration}{held.Amendment}");
            json.WriteString("taxpayer"u8, held.Taxpayer.Value);
            json.Time("registeredAt"u8, held.RegisteredAt);
            json.WriteString("reason"u8, DecisionNames.Of(held.Reason));
            json.WriteNumber("reasons"u8, held.Reasons);
            json.WriteNumber("payable"u8, held.Payable);
            json.WriteNumber("outstanding"u8, held.Outstanding);
            json.WriteString("money"u8, Money[(int)held.Money]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteStray(Utf8JsonWriter json, ReadOnlySpan<byte> name, StrayMoney stray)
    {
        json.WriteStartObject(name);
        json.WriteNumber("rows"u8, stray.Rows);
        json.Sum("amount"u8, stray.Amount);
        json.WriteStartArray("oldest"u8);
        foreach (var (taxpayer, row) in stray.Oldest)
        {
            json.WriteStartObject();
            json.WriteString("taxpayer"u8, taxpayer.Value);
            json.Row(row.Row);
            json.WriteString("declaration"u8, row.Target);
            json.WriteNumber("amount"u8, row.Amount);
            json.Time("debitedAt"u8, row.DebitedAt);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteGuarantees(Utf8JsonWriter json, LettersInForce letters)
    {
        json.WriteStartObject("guarantees"u8);
        json.WriteNumber("letters"u8, letters.Letters);
        json.Sum("limit"u8, letters.Limit);
        json.Sum("reserved"u8, letters.Reserved);
        json.Sum("available"u8, letters.Available);
        json.WriteNumber("endWithin7Days"u8, letters.EndWithin7Days);
        json.WriteNumber("endWithin30Days"u8, letters.EndWithin30Days);
        json.Sum("reservedOfEnding"u8, letters.ReservedOfEnding);
        json.WriteNumber("waiting"u8, letters.Waiting);
        json.WriteEndObject();
    }

    private static void WriteLetters(Utf8JsonWriter json, DeadLetterCounts letters)
    {
        json.WriteStartObject("deadLetters"u8);
        json.WriteNumber("letters"u8, letters.Letters);
        json.WriteStartArray("byCode"u8);
        foreach (var (code, count) in letters.ByCode)
        {
            json.WriteStartObject();
            json.WriteString("code"u8, code);
            json.WriteNumber("letters"u8, count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("oldest"u8, letters.Oldest?.ToString());
        json.WriteString("latest"u8, letters.Latest?.ToString());
        json.WriteEndObject();
    }
}
