namespace Clearance.Workload;

/// <content>What customs says about declarations.</content>
internal sealed partial class EventJson
{
    public byte[] Registered(Shipment shipment, int amendment, DateTimeOffset at)
    {
        Begin("DeclarationRegistered", $"VN:{shipment.Key}:{amendment}", at);
        _json.WriteString("declaration", $"{shipment.Key}{amendment}");
        _json.WriteString("taxpayer", shipment.Trader.Id);
        _json.WriteString("office", shipment.Office);
        _json.WriteString("direction", shipment.IsExport ? "export" : "import");
        _json.WriteString("procedure", shipment.Procedure);
        Write("registeredAt", shipment.RegisteredAt);
        _json.WriteNumber("channel", shipment.Channel);
        _json.WriteBoolean("specialisedInspection", shipment.Specialised);
        _json.WriteString("term", shipment.Term);
        Write("guarantee", shipment.Letter, withBank: true);
        _json.WriteString("invoice", shipment.Invoice);
        _json.WriteString("billOfLading", shipment.BillOfLading);
        _json.WriteString("releaseRequested", shipment.ReleaseRequested);
        _json.WriteString("exemption", shipment.Exemption);
        _json.WriteStartArray("lines");
        foreach (var line in shipment.Lines)
        {
            _json.WriteStartObject();
            _json.WriteString("kind", line.Kind);
            _json.WriteString("code", line.Code);
            _json.WriteString("account", line.Account);
            _json.WriteNumber("amount", line.Amount);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
        return End();
    }

    public byte[] Adjusted(string id, string declaration, string decision, DutyLine line, DateOnly? due, DateTimeOffset at)
    {
        Begin("ObligationAdjusted", id, at);
        _json.WriteString("declaration", declaration);
        _json.WriteString("decision", decision);
        _json.WriteString("kind", line.Kind);
        _json.WriteString("code", line.Code);
        _json.WriteString("account", line.Account);
        _json.WriteNumber("amount", line.Amount);
        if (due is { } date)
        {
            Write("due", date);
        }
        else
        {
            _json.WriteNull("due");
        }

        return End();
    }

    public byte[] Inspected(string id, string declaration, string aspect, bool passed, DateTimeOffset at)
    {
        Begin("InspectionConcluded", id, at);
        _json.WriteString("declaration", declaration);
        _json.WriteString("aspect", aspect);
        _json.WriteString("result", passed ? "pass" : "fail");
        return End();
    }

    public byte[] Cancelled(string id, string declaration, DateTimeOffset at)
    {
        Begin("DeclarationCancelled", id, at);
        _json.WriteString("declaration", declaration);
        return End();
    }

    public byte[] Recorded(string id, string declaration, string outcome, DateTimeOffset at)
    {
        Begin("ClearanceRecorded", id, at);
        _json.WriteString("declaration", declaration);
        _json.WriteString("outcome", outcome);
        return End();
    }
}
