namespace Clearance.Silo;

/// <summary>Every route there is. <c>openapi.json</c> describes the same ones; a test compares them.</summary>
internal static class Routes
{
    /// <summary>Maps them. Handlers take the bare context: nothing is bound or serialized by reflection.</summary>
    public static void MapSilo(this WebApplication app)
    {
        var engine = app.Services.GetRequiredService<EngineService>();
        var bodies = app.Services.GetRequiredService<BodyReader>();
        var settings = app.Services.GetRequiredService<SiloSettings>();

        MapEvents(app, engine, bodies, settings);
        MapDecisions(app, engine, bodies);
        MapJournal(app, engine, app.Services.GetRequiredService<JournalFeed>());
        MapOfficers(app, engine, bodies);
        MapPapers(app, engine, bodies);
        MapOperation(app, engine, settings);
    }

    private static void MapEvents(WebApplication app, EngineService engine, BodyReader bodies, SiloSettings settings)
    {
        var admission = new Admission(settings.EventsUnderWayMax);
        app.MapPost("/v1/streams/{stream}/events", new EventsEndpoint(engine, bodies, admission, settings.EventsPerCallMax).Post);
        app.MapPost("/v1/adapters/camt054", new Camt054Endpoint(engine, bodies, admission, settings.EventsPerCallMax).Post);

        var deadLetters = new DeadLettersEndpoint(engine, bodies, admission);
        app.MapGet("/v1/dead-letters", deadLetters.List);
        app.MapGet("/v1/dead-letters/{id}", deadLetters.Get);
        app.MapPost("/v1/dead-letters/{id}/redrive", deadLetters.Redrive);

        var parked = new ParkedEndpoint(engine);
        app.MapGet("/v1/parked", parked.List);
        app.MapPost("/v1/parked/{key}/resume", parked.Resume);
    }

    private static void MapDecisions(WebApplication app, EngineService engine, BodyReader bodies)
    {
        app.MapGet("/v1/declarations/{n}/eligibility", new EligibilityEndpoint(engine).Get);
        app.MapPost("/v1/eligibility", new EligibilityBatchEndpoint(engine, bodies).Post);
        app.MapPost("/v1/declarations/{n}/what-if", new WhatIfEndpoint(engine, bodies).Post);
        app.MapGet("/v1/declarations/{n}/explain", new ExplainEndpoint(engine).Get);
        app.MapGet("/v1/declarations/{n}", new DeclarationEndpoint(engine).Get);
        app.MapGet("/v1/taxpayers/{id}", new TaxpayerEndpoint(engine).Get);
    }

    private static void MapJournal(WebApplication app, EngineService engine, JournalFeed feed)
    {
        PushedMessage decision = static (entry, _) => ValueTask.FromResult<byte[]?>(entry.Decision);
        app.MapGet("/v1/declarations/{n}/history", new HistoryEndpoint(engine).Get);
        app.MapGet("/v1/decisions", new JournalPageEndpoint(engine, "decisions", decision).Get);
        app.MapGet("/v1/decisions/stream", new JournalStreamEndpoint(engine, feed, "DecisionChanged", decision).Get);
        app.MapGet("/v1/obligations", new JournalPageEndpoint(engine, "obligations", feed.ObligationOf).Get);
        app.MapGet("/v1/obligations/stream", new JournalStreamEndpoint(engine, feed, "ObligationChanged", feed.ObligationOf).Get);
    }

    private static void MapOfficers(WebApplication app, EngineService engine, BodyReader bodies)
    {
        app.MapGet("/v1/taxpayers/{id}/suspense", new SuspenseEndpoint(engine).Get);
        app.MapGet("/v1/taxpayers/{id}/surplus", new SurplusEndpoint(engine).Get);

        var moves = new MovesEndpoint(engine, bodies, app.Services.GetRequiredService<IOfficers>());
        app.MapGet("/v1/taxpayers/{id}/moves", moves.List);
        app.MapPost("/v1/taxpayers/{id}/moves", moves.Propose);
        app.MapGet("/v1/taxpayers/{id}/moves/{moveId}", moves.Get);
        app.MapPost("/v1/taxpayers/{id}/moves/{moveId}/approval", moves.Approve);
        app.MapPost("/v1/taxpayers/{id}/moves/{moveId}/refusal", moves.Refuse);
    }

    private static void MapPapers(WebApplication app, EngineService engine, BodyReader bodies)
    {
        app.MapPost("/v1/reconciliations", new ReconciliationEndpoint(engine, bodies).Post);
        app.MapGet("/v1/declarations/{n}/receipt", new ReceiptEndpoint(engine).Get);

        var papers = new TaxpayerPapersEndpoint(engine);
        app.MapGet("/v1/taxpayers/{id}/completion", papers.Completion);
        app.MapGet("/v1/taxpayers/{id}/account", papers.Account);
    }

    private static void MapOperation(WebApplication app, EngineService engine, SiloSettings settings)
    {
        var readiness = app.Services.GetRequiredService<Readiness>();
        var health = new HealthEndpoint(readiness);
        app.MapGet("/healthz", HealthEndpoint.Alive);
        app.MapGet("/readyz", health.Ready);

        var pages = new PagesEndpoint(engine, readiness, settings);
        app.MapGet("/", pages.Status);
        app.MapGet("/openapi/v1.json", PagesEndpoint.OpenApi);
    }
}
