namespace Clearance.Workload;

/// <content>What banks say.</content>
internal sealed partial class EventJson
{
    public byte[] Paid(string id, string bank, string taxpayer, IReadOnlyList<SlipRow> rows, DateTimeOffset debitedAt)
    {
        Begin("PaymentConfirmed", id, debitedAt.AddSeconds(2));
        _json.WriteString("bank", bank);
        _json.WriteString("taxpayer", taxpayer);
        Write("debitedAt", debitedAt);
        _json.WriteString("payer", taxpayer);
        _json.WriteString("slip", $"C1-02/{debitedAt:HHmmss}");
        _json.WriteStartArray("rows");
        for (var i = 0; i < rows.Count; i++)
        {
            _json.WriteStartObject();
            _json.WriteNumber("row", i + 1);
            _json.WriteString("declaration", rows[i].Declaration);
            _json.WriteString("code", rows[i].Code);
            _json.WriteString("account", rows[i].Account);
            _json.WriteNumber("amount", rows[i].Amount);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
        return End();
    }

    public byte[] PaymentCancelled(string id, string bank, string payment, string taxpayer, string? consent, DateTimeOffset at)
    {
        Begin("PaymentCancelled", id, at);
        _json.WriteString("bank", bank);
        _json.WriteString("payment", payment);
        _json.WriteString("taxpayer", taxpayer);
        _json.WriteString("consent", consent);
        return End();
    }

    public byte[] Issued(string id, Letter letter, DateTimeOffset at)
    {
        Begin("GuaranteeIssued", id, at);
        _json.WriteString("bank", letter.Reference.Bank);
        _json.WriteString("taxpayer", letter.Taxpayer);
        _json.WriteString("kind", letter.IsGeneral ? "general" : "separate");
        Write("guarantee", letter.Reference, withBank: false);
        _json.WriteNumber("amount", letter.Amount);
        Write("effectiveFrom", letter.From);
        Write("expiresOn", letter.Until);
        _json.WriteStartArray("offices");
        _json.WriteStringValue(letter.Office);
        _json.WriteEndArray();
        _json.WriteString("declaration", letter.Declaration);
        _json.WriteString("invoice", letter.Invoice);
        _json.WriteNull("billOfLading");
        return End();
    }

    public byte[] Amended(string id, Letter letter, int revision, long amount, DateTimeOffset at)
    {
        Begin("GuaranteeAmended", id, at);
        _json.WriteString("bank", letter.Reference.Bank);
        _json.WriteString("taxpayer", letter.Taxpayer);
        Write("guarantee", letter.Reference, withBank: false);
        _json.WriteNumber("revision", revision);
        _json.WriteNumber("amount", amount);
        Write("expiresOn", letter.Until);
        return End();
    }

    public byte[] Revoked(string id, Letter letter, DateOnly from, DateTimeOffset at)
    {
        Begin("GuaranteeRevoked", id, at);
        _json.WriteString("bank", letter.Reference.Bank);
        _json.WriteString("taxpayer", letter.Taxpayer);
        Write("guarantee", letter.Reference, withBank: false);
        Write("effectiveFrom", from);
        return End();
    }
}

/// <summary>A letter of guarantee.</summary>
internal sealed record Letter(LetterReference Reference, string Taxpayer, bool IsGeneral, long Amount)
{
    public required DateOnly From { get; init; }

    public required DateOnly Until { get; init; }

    public string Office { get; init; } = "*";

    public string? Declaration { get; init; }

    public string? Invoice { get; init; }
}
