using System.Text.Json;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary><c>GET /v1/taxpayers/{id}/surplus</c>: where surplus is that officers may apply or refund.</summary>
internal sealed class SurplusEndpoint(EngineService engine)
{
    /// <summary>Answers with the taxpayer's surplus, and that of each declaration that has some.</summary>
    public async Task Get(HttpContext context)
    {
        var id = RequestReader.Taxpayer(context.Request);
        await JsonAnswer.Write(context.Response, await engine.Engine.Entities.Taxpayer(id).Root(), Write);
    }

    private static void Write(Utf8JsonWriter json, LedgerRoot root)
    {
        var totals = root.Ledger.Totals;
        json.WriteStartObject();
        json.WriteString("taxpayer"u8, root.Ledger.Taxpayer.Value);
        json.WriteNumber("version"u8, root.Version);
        json.WriteNumber("total"u8, totals.Surplus);
        json.WriteStartArray("places"u8);
        if (totals.TaxpayerSurplus > 0)
        {
            Write(json, null, totals.TaxpayerSurplus);
        }

        var elsewhere = totals.DeclarationSurplus;
        foreach (var declaration in root.Ledger.Declarations.Values)
        {
            if (declaration.Sums.Surplus > 0)
            {
                elsewhere -= declaration.Sums.Surplus;
                Write(json, $"{declaration.Key}{declaration.Registration.Amendment}", declaration.Sums.Surplus);
            }
        }

        json.WriteEndArray();

        // On declarations that an earlier version put out of memory and nobody touched since.
        json.WriteNumber("elsewhere"u8, elsewhere);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string? from, long amount)
    {
        json.WriteStartObject();
        json.WriteString("from"u8, from);
        json.WriteNumber("amount"u8, amount);
        json.WriteEndObject();
    }
}
