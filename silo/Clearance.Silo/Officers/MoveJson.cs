using System.Text.Json;
using Clearance.Domain;

namespace Clearance.Silo;

/// <summary>A proposed move as it is answered.</summary>
internal static class MoveJson
{
    /// <summary>A taxpayer's moves.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<ProposedMove> moves)
    {
        json.WriteStartObject();
        json.WriteStartArray("moves"u8);
        foreach (var move in moves)
        {
            Write(json, move);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>One move.</summary>
    public static void Write(Utf8JsonWriter json, ProposedMove move)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, move.Id);
        json.WriteString("taxpayer"u8, move.Taxpayer.Value);
        json.WriteString("kind"u8, MoveBody.KindOf(move.Event));
        json.WriteString("status"u8, NameOf(move.Status));
        json.WriteString("event"u8, move.Event.Id);
        WriteWhat(json, move.Event);
        json.WriteString("maker"u8, move.Event.Maker);
        json.Time("proposedAt"u8, move.ProposedAt);
        json.WriteString("decidedBy"u8, move.DecidedBy);
        json.WriteString("decidedAt"u8, move.DecidedAt?.ToString());
        if (move.Rejection is { } rejection)
        {
            json.WriteStartObject("rejection"u8);
            json.WriteString("code"u8, WireNames.Of(rejection.Code));
            json.WriteString("field"u8, rejection.Field);
            json.WriteString("detail"u8, rejection.Detail);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteWhat(Utf8JsonWriter json, OfficersMove e)
    {
        switch (e)
        {
            case SuspenseAssigned assigned:
                json.Row(assigned.Row);
                json.WriteString("declaration"u8, assigned.Declaration?.ToString());
                if (assigned.Declaration is not null)
                {
                    json.Line(assigned.Line);
                }

                break;
            case SurplusApplied applied:
                json.WriteString("from"u8, applied.From?.ToString());
                json.WriteString("to"u8, applied.To.ToString());
                json.Line(applied.Line);
                json.WriteNumber("amount"u8, applied.Amount);
                break;
            case SurplusRefunded refunded:
                json.WriteString("from"u8, refunded.From?.ToString());
                json.WriteNumber("amount"u8, refunded.Amount);
                break;
        }
    }

    private static ReadOnlySpan<byte> NameOf(MoveStatus status) => status switch
    {
        MoveStatus.Proposed => "proposed"u8,
        MoveStatus.Approved => "approved"u8,
        MoveStatus.Done => "done"u8,
        MoveStatus.Rejected => "rejected"u8,
        MoveStatus.Refused => "refused"u8,
    };
}
