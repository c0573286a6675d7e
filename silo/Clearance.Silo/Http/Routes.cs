namespace Clearance.Silo;

/// <summary>
/// Every route there is, and who may use it. <c>openapi.json</c> describes the same ones; tests compare them, and with the table of
/// <c>docs/operating/access.md</c>.
/// </summary>
internal static class Routes
{
    private const Roles Officers = Roles.OfficerMaker | Roles.OfficerChecker;

    /// <summary>Who may see what is known of any taxpayer.</summary>
    private const Roles Readers = Officers | Roles.Auditor;

    /// <summary>Who may see what is known of any declaration.</summary>
    private const Roles Customs = Readers | Roles.ClearanceSystem;

    /// <summary>Who may ask whether any goods may go; a port without amounts.</summary>
    private const Roles Gate = Customs | Roles.Port;

    /// <summary>Who may look at the operations page.</summary>
    private const Roles Console = Readers | Roles.Operator;

    private const Roles Followers = Roles.ClearanceSystem | Roles.Auditor;

    /// <summary>Who may keep heads of the journal: first of all those who have the decisions that a head is of.</summary>
    private const Roles Keepers = Followers | Roles.Operator;

    /// <summary>Maps them. Handlers take the bare context: nothing is bound or serialized by reflection.</summary>
    public static void MapSilo(this WebApplication app)
    {
        var engine = app.Services.GetRequiredService<EngineService>();
        var bodies = app.Services.GetRequiredService<BodyReader>();
        var settings = app.Services.GetRequiredService<SiloSettings>();

        MapEvents(app, engine, bodies, settings);
        MapDecisions(app, engine, bodies, settings);
        MapJournal(app, engine, app.Services.GetRequiredService<JournalFeed>());
        MapOfficers(app, engine, bodies);
        MapPapers(app, engine, bodies);
        MapTokens(app, engine, settings);
        MapOperation(app, engine, settings);
        app.Services.GetRequiredService<TelemetryService>().Map(app);
    }

    private static void MapEvents(WebApplication app, EngineService engine, BodyReader bodies, SiloSettings settings)
    {
        var admission = new Admission(settings.EventsUnderWayMax);
        var signed = app.Services.GetRequiredService<SignedCalls>();
        app.MapPost("/v1/streams/{stream}/events", new EventsEndpoint(engine, bodies, admission, signed, settings.EventsPerCallMax).Post)
            .For(Roles.ClearanceSystem | Roles.Bank, RouteUse.Events);
        app.MapPost("/v1/adapters/camt054", new Camt054Endpoint(engine, bodies, admission, signed, settings.EventsPerCallMax).Post)
            .For(Roles.Bank, RouteUse.Events);

        var deadLetters = new DeadLettersEndpoint(
            engine, bodies, admission, signed, new PendingRedrives(TimeProvider.System), app.Services.GetRequiredService<SecurityLog>());
        app.MapGet("/v1/dead-letters", deadLetters.List).For(Roles.Operator | Roles.Bank | Roles.Auditor);
        app.MapGet("/v1/dead-letters/{id}", deadLetters.Get).For(Roles.Operator | Roles.Bank | Roles.Auditor);
        app.MapPost("/v1/dead-letters/{id}/redrive", deadLetters.Redrive).For(Roles.Operator, RouteUse.Events);

        var parked = new ParkedEndpoint(engine, app.Services.GetRequiredService<SecurityLog>());
        app.MapGet("/v1/parked", parked.List).For(Roles.Operator | Roles.Auditor);
        app.MapPost("/v1/parked/{key}/resume", parked.Resume).For(Roles.Operator);
    }

    private static void MapTokens(WebApplication app, EngineService engine, SiloSettings settings)
    {
        var keys = app.Services.GetRequiredService<TokenKeys>();
        app.MapGet("/v1/declarations/{n}/token", new TokenEndpoint(engine, keys, settings).Get).For(Gate | Roles.Taxpayer);
        app.MapGet("/v1/tokens/keys", new TokenKeysEndpoint(keys).Get).ForEverybody();
        app.MapGet("/v1/tokens/revoked", app.Services.GetRequiredService<RevokedTokensEndpoint>().Get).For(Gate);
        app.MapGet("/v1/journal/head", app.Services.GetRequiredService<JournalHeadEndpoint>().Get).For(Keepers);
    }

    private static void MapDecisions(WebApplication app, EngineService engine, BodyReader bodies, SiloSettings settings)
    {
        app.MapGet("/v1/declarations/{n}/eligibility", new EligibilityEndpoint(engine, settings).Get).For(Gate | Roles.Taxpayer);
        app.MapPost("/v1/eligibility", new EligibilityBatchEndpoint(engine, bodies).Post).For(Gate);
        app.MapPost("/v1/declarations/{n}/what-if", new WhatIfEndpoint(engine, bodies).Post).For(Customs | Roles.Taxpayer);
        app.MapGet("/v1/declarations/{n}/explain", new ExplainEndpoint(engine).Get).For(Customs | Roles.Taxpayer);
        app.MapGet("/v1/declarations/{n}", new DeclarationEndpoint(engine).Get).For(Customs | Roles.Taxpayer);
        app.MapGet("/v1/taxpayers/{id}", new TaxpayerEndpoint(engine).Get).For(Readers | Roles.Taxpayer);
    }

    private static void MapJournal(WebApplication app, EngineService engine, JournalFeed feed)
    {
        PushedMessage decision = static (entry, _) => ValueTask.FromResult<byte[]?>(entry.Decision);
        app.MapGet("/v1/declarations/{n}/history", new HistoryEndpoint(engine).Get).For(Customs | Roles.Taxpayer);
        app.MapGet("/v1/decisions", new JournalPageEndpoint(engine, "decisions", decision).Get).For(Followers);
        app.MapGet("/v1/decisions/stream", new JournalStreamEndpoint(engine, feed, "DecisionChanged", decision).Get)
            .For(Followers, RouteUse.Stream);
        app.MapGet("/v1/obligations", new JournalPageEndpoint(engine, "obligations", feed.ObligationOf).Get).For(Followers);
        app.MapGet("/v1/obligations/stream", new JournalStreamEndpoint(engine, feed, "ObligationChanged", feed.ObligationOf).Get)
            .For(Followers, RouteUse.Stream);
    }

    private static void MapOfficers(WebApplication app, EngineService engine, BodyReader bodies)
    {
        app.MapGet("/v1/taxpayers/{id}/suspense", new SuspenseEndpoint(engine).Get).For(Readers | Roles.Taxpayer);
        app.MapGet("/v1/taxpayers/{id}/surplus", new SurplusEndpoint(engine).Get).For(Readers | Roles.Taxpayer);

        var moves = new MovesEndpoint(
            engine, bodies, app.Services.GetRequiredService<IOfficers>(), app.Services.GetRequiredService<SecurityLog>());
        app.MapGet("/v1/taxpayers/{id}/moves", moves.List).For(Readers);
        app.MapPost("/v1/taxpayers/{id}/moves", moves.Propose).For(Roles.OfficerMaker);
        app.MapGet("/v1/taxpayers/{id}/moves/{moveId}", moves.Get).For(Readers);
        app.MapPost("/v1/taxpayers/{id}/moves/{moveId}/approval", moves.Approve).For(Roles.OfficerChecker);
        app.MapPost("/v1/taxpayers/{id}/moves/{moveId}/refusal", moves.Refuse).For(Officers);
    }

    private static void MapPapers(WebApplication app, EngineService engine, BodyReader bodies)
    {
        app.MapPost("/v1/reconciliations", new ReconciliationEndpoint(engine, bodies).Post).For(Readers | Roles.Bank);
        app.MapGet("/v1/declarations/{n}/receipt", new ReceiptEndpoint(engine).Get).For(Readers | Roles.Taxpayer);

        var papers = new TaxpayerPapersEndpoint(engine);
        app.MapGet("/v1/taxpayers/{id}/completion", papers.Completion).For(Readers | Roles.Taxpayer);
        app.MapGet("/v1/taxpayers/{id}/account", papers.Account).For(Readers | Roles.Taxpayer);
    }

    private static void MapOperation(WebApplication app, EngineService engine, SiloSettings settings)
    {
        var readiness = app.Services.GetRequiredService<Readiness>();
        var health = new HealthEndpoint(readiness, settings);
        app.MapGet("/healthz", HealthEndpoint.Alive).ForEverybody();
        app.MapGet("/readyz", health.Ready).ForEverybody();

        app.MapGet("/openapi/v1.json", PagesEndpoint.OpenApi).For(Roles.All);
        MapConsole(app, engine);
    }

    private static void MapConsole(WebApplication app, EngineService engine)
    {
        var operations = new OperationsEndpoint(app.Services.GetRequiredService<OperationsBoard>());
        app.MapGet("/", operations.Page).For(Console);
        app.MapGet("/operations.js", OperationsEndpoint.Script).For(Console);
        app.MapGet("/operations.css", OperationsEndpoint.Style).For(Console);
        app.MapGet("/v1/operations", operations.Get).For(Console);
        app.MapGet("/find", OperationsEndpoint.Find).For(Console);
        app.MapGet("/declarations/{n}", new DeclarationPage(engine).Get).For(Console);
        app.MapGet("/taxpayers/{id}", new TaxpayerPage(engine).Get).For(Console);
    }
}
