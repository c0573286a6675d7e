namespace Clearance.Workload;

/// <content>What customs says about taxpayers, officers' moves among it.</content>
internal sealed partial class EventJson
{
    public byte[] StatusChanged(string id, string taxpayer, string status, DateOnly from, DateTimeOffset at)
    {
        Begin("TaxpayerStatusChanged", id, at);
        _json.WriteString("taxpayer", taxpayer);
        _json.WriteString("status", status);
        Write("effectiveFrom", from);
        return End();
    }

    /// <summary>A decision about a taxpayer: enforcement or priority, begun or ended.</summary>
    public byte[] Decided(string type, string id, string taxpayer, string decision, DateOnly from, DateTimeOffset at)
    {
        Begin(type, id, at);
        _json.WriteString("taxpayer", taxpayer);
        _json.WriteString("decision", decision);
        Write("effectiveFrom", from);
        return End();
    }

    public byte[] Relieved(string id, string taxpayer, string decision, string declaration, DateOnly until, DateTimeOffset at)
    {
        Begin("DebtReliefGranted", id, at);
        _json.WriteString("taxpayer", taxpayer);
        _json.WriteString("decision", decision);
        _json.WriteString("declaration", declaration);
        _json.WriteString("relief", "instalment");
        Write("until", until);
        return End();
    }

    public byte[] Assigned(string id, string taxpayer, string payment, int row, SlipRow to, Officers by, DateTimeOffset at)
    {
        Begin("SuspenseAssigned", id, at);
        _json.WriteString("taxpayer", taxpayer);
        _json.WriteString("payment", payment);
        _json.WriteNumber("row", row);
        _json.WriteString("declaration", to.Declaration);
        _json.WriteString("code", to.Code);
        _json.WriteString("account", to.Account);
        Write(by);
        return End();
    }

    public byte[] SurplusApplied(string id, string taxpayer, string? from, SlipRow to, Officers by, DateTimeOffset at)
    {
        Begin("SurplusApplied", id, at);
        _json.WriteString("taxpayer", taxpayer);
        _json.WriteString("from", from);
        _json.WriteString("to", to.Declaration);
        _json.WriteString("code", to.Code);
        _json.WriteString("account", to.Account);
        _json.WriteNumber("amount", to.Amount);
        Write(by);
        return End();
    }

    public byte[] SurplusRefunded(string id, string taxpayer, string? from, long amount, Officers by, DateTimeOffset at)
    {
        Begin("SurplusRefunded", id, at);
        _json.WriteString("taxpayer", taxpayer);
        _json.WriteString("from", from);
        _json.WriteNumber("amount", amount);
        Write(by);
        return End();
    }

    private void Write(Officers by)
    {
        _json.WriteString("maker", by.Maker);
        _json.WriteString("checker", by.Checker);
    }
}

/// <summary>The two officers of a move.</summary>
internal sealed record Officers(string Maker, string Checker);
