using System.Text.Json;
using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>Writes what an operator is shown (<c>GET /v1/operations</c>).</summary>
internal static class OperationsJson
{
    private static readonly JsonEncodedText[] States =
        [.. Enum.GetNames<Turns>().Select(static name => JsonEncodedText.Encode(name.ToLowerInvariant()))];

    /// <summary>Writes it as one object.</summary>
    public static void Write(Utf8JsonWriter json, OperationsView view)
    {
        var verdict = Verdict.Of(view);
        json.WriteStartObject();
        json.Time("at"u8, view.At);
        json.WriteStartObject("moneyTurnsIntoRelease"u8);
        json.WriteString("state"u8, States[(int)verdict.State]);
        json.WriteStartArray("why"u8);
        foreach (var why in verdict.Why)
        {
            json.WriteStringValue(why);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        WriteProcess(json, view);
        WriteMinute(json, view.Minute);
        WriteQuarter(json, view.Quarter);
        WriteBanks(json, view.Banks);
        json.Standing(view.Standing);
        WritePartitions(json, view);
        WriteSilos(json, view.Silos);
        json.WriteEndObject();
    }

    private static void WriteProcess(Utf8JsonWriter json, OperationsView view)
    {
        json.WriteStartObject("process"u8);
        json.WriteString("version"u8, SiloProcess.Version);
        json.WriteBoolean("ready"u8, view.NotReady is null);
        json.WriteString("host"u8, view.Host.ToString());
        json.WriteString("store"u8, view.Store);
        json.Time("startedAt"u8, Instant.From(SiloState.ProcessStartedAt));
        json.WriteNumber("memoryBytes"u8, Environment.WorkingSet);
        json.WriteNumber("commitsWaiting"u8, view.Commits.Waiting);
        json.WriteNumber("commitGroups"u8, view.Commits.Groups);
        json.WriteNumber("ledgersPerGroup"u8, view.Commits.Groups == 0 ? 0 : Math.Round((double)view.Commits.Units / view.Commits.Groups, 1));
        json.WriteEndObject();
    }

    private static void WriteMinute(Utf8JsonWriter json, FlowsOf minute)
    {
        json.WriteStartObject("lastMinute"u8);
        json.WriteNumber("seconds"u8, minute.Seconds);
        json.WriteStartArray("streams"u8);
        for (var stream = EventStream.Declarations; stream <= EventStream.Guarantees; stream++)
        {
            json.WriteStartObject();
            json.WriteString("stream"u8, EventStreams.NameOf(stream));
            json.WriteNumber("accepted"u8, minute.Of(stream, EventStatus.Accepted));
            json.WriteNumber("duplicate"u8, minute.Of(stream, EventStatus.Duplicate));
            json.WriteNumber("conflict"u8, minute.Of(stream, EventStatus.Conflict));
            json.WriteNumber("rejected"u8, minute.Of(stream, EventStatus.Rejected));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("events"u8, minute.EventsTotal);
        json.WriteNumber("eventsFailed"u8, minute.Failed);
        json.WriteNumber("questions"u8, minute.Questions);
        json.WriteNumber("callsRefused"u8, minute.Refused);
        json.WriteNumber("callsBroken"u8, minute.Broken);
        WriteTimes(json, "eventMilliseconds"u8, minute.EventTimes);
        WriteTimes(json, "questionMilliseconds"u8, minute.QuestionTimes);
        json.WriteEndObject();
    }

    private static void WriteTimes(Utf8JsonWriter json, ReadOnlySpan<byte> name, Times times)
    {
        json.WriteStartObject(name);
        json.WriteNumber("p50"u8, times.Half / 1000m);
        json.WriteNumber("p99"u8, times.Most / 1000m);
        json.WriteEndObject();
    }

    private static void WriteQuarter(Utf8JsonWriter json, IReadOnlyList<FlowsOf> quarter)
    {
        json.WriteStartObject("lastQuarter"u8);
        json.WriteNumber("stepSeconds"u8, OperationsView.StepSeconds);
        WritePoints(json, "events"u8, quarter, static step => step.EventsTotal);
        WritePoints(json, "questions"u8, quarter, static step => step.Questions);
        WritePoints(json, "eventMillisecondsP99"u8, quarter, static step => step.EventTimes.Most / 1000m);
        WritePoints(json, "questionMillisecondsP99"u8, quarter, static step => step.QuestionTimes.Most / 1000m);
        json.WriteEndObject();
    }

    private static void WritePoints(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<FlowsOf> quarter, Func<FlowsOf, decimal> value)
    {
        json.WriteStartArray(name);
        foreach (var step in quarter)
        {
            json.WriteNumberValue(value(step));
        }

        json.WriteEndArray();
    }

    private static void WriteBanks(Utf8JsonWriter json, IReadOnlyList<BankFlow> banks)
    {
        json.WriteStartArray("bankToRelease"u8);
        foreach (var bank in banks)
        {
            json.WriteStartObject();
            json.WriteString("bank"u8, bank.Bank);
            json.WriteNumber("freed"u8, bank.Freed);
            json.WriteNumber("p50Milliseconds"u8, bank.Half);
            json.WriteNumber("p99Milliseconds"u8, bank.Most);
            json.WriteNumber("worstMilliseconds"u8, bank.Worst);
            json.WriteNumber("ahead"u8, bank.Ahead);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WritePartitions(Utf8JsonWriter json, OperationsView view)
    {
        if (view.Partitions is not { } partitions)
        {
            json.WriteNull("partitions"u8);
            return;
        }

        json.WriteStartArray("partitions"u8);
        foreach (var partition in partitions)
        {
            json.WriteStartObject();
            json.WriteString("topic"u8, EventStreams.NameOf(partition.Stream));
            json.WriteNumber("partition"u8, partition.Partition);
            WriteNumber(json, "next"u8, partition.Next);
            WriteNumber(json, "end"u8, partition.End);
            WriteNumber(json, "lag"u8, partition.Lag);
            json.WriteBoolean("paused"u8, partition.IsPaused);
            json.WriteString("halted"u8, partition.HaltedBecause);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter json, ReadOnlySpan<byte> name, long? number)
    {
        if (number is { } known)
        {
            json.WriteNumber(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void WriteSilos(Utf8JsonWriter json, IReadOnlyList<SiloState> silos)
    {
        json.WriteStartArray("silos"u8);
        foreach (var silo in silos)
        {
            json.WriteStartObject();
            json.WriteString("silo"u8, silo.Name);
            json.WriteString("status"u8, silo.Status);
            json.Time("startedAt"u8, Instant.From(DateTime.SpecifyKind(silo.StartedAt, DateTimeKind.Utc)));
            json.Time("aliveAt"u8, Instant.From(DateTime.SpecifyKind(silo.AliveAt, DateTimeKind.Utc)));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
