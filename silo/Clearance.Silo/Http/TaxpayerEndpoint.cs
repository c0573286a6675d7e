namespace Clearance.Silo;

/// <summary><c>GET /v1/taxpayers/{id}</c>: standing, debts, guarantees, and where the money is.</summary>
internal sealed class TaxpayerEndpoint(EngineService engine)
{
    /// <summary>Answers with the taxpayer's last committed state.</summary>
    public async Task Get(HttpContext context)
    {
        var id = RequestReader.Taxpayer(context.Request);
        var open = engine.Engine;
        var on = RequestReader.On(context.Request) ?? open.Today;
        var root = await open.Entities.Taxpayer(id).Root();
        await JsonAnswer.Write(context.Response, new TaxpayerJson(root, on), static (json, it) => it.Write(json));
    }
}
