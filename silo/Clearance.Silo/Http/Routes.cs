namespace Clearance.Silo;

/// <summary>Every route there is. <c>openapi.json</c> describes the same ones; a test compares them.</summary>
internal static class Routes
{
    /// <summary>Maps them. Handlers take the bare context: nothing is bound or serialized by reflection.</summary>
    public static void MapSilo(this WebApplication app)
    {
        var engine = app.Services.GetRequiredService<EngineService>();
        var readiness = app.Services.GetRequiredService<Readiness>();
        var bodies = app.Services.GetRequiredService<BodyReader>();
        var settings = app.Services.GetRequiredService<SiloSettings>();

        var admission = new Admission(settings.EventsUnderWayMax);
        app.MapPost("/v1/streams/{stream}/events", new EventsEndpoint(engine, bodies, admission, settings.EventsPerCallMax).Post);
        app.MapGet("/v1/declarations/{n}/eligibility", new EligibilityEndpoint(engine).Get);
        app.MapPost("/v1/eligibility", new EligibilityBatchEndpoint(engine, bodies).Post);
        app.MapGet("/v1/declarations/{n}", new DeclarationEndpoint(engine).Get);
        app.MapGet("/v1/taxpayers/{id}", new TaxpayerEndpoint(engine).Get);

        app.MapPost("/v1/reconciliations", new ReconciliationEndpoint(engine, bodies).Post);
        app.MapPost("/v1/adapters/camt054", new Camt054Endpoint(engine, bodies, admission, settings.EventsPerCallMax).Post);
        app.MapGet("/v1/declarations/{n}/receipt", new ReceiptEndpoint(engine).Get);
        var papers = new TaxpayerPapersEndpoint(engine);
        app.MapGet("/v1/taxpayers/{id}/completion", papers.Completion);
        app.MapGet("/v1/taxpayers/{id}/account", papers.Account);

        var health = new HealthEndpoint(readiness);
        app.MapGet("/healthz", HealthEndpoint.Alive);
        app.MapGet("/readyz", health.Ready);

        var pages = new PagesEndpoint(engine, readiness, settings);
        app.MapGet("/", pages.Status);
        app.MapGet("/openapi/v1.json", PagesEndpoint.OpenApi);
    }
}
