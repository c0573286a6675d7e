using System.Reflection;
using System.Text;
using System.Text.Json;
using Clearance.Domain;
using Clearance.Entities;
using Clearance.Silo.Tests.Banks;
using Clearance.Silo.Tests.Http;
using Clearance.Silo.Tests.Running;
using Clearance.Testing.Stores;

namespace Clearance.Silo.Tests.Papers;

/// <summary>Who cannot know what is owed, says so.</summary>
public sealed class RefusedPaperTests
{
    private readonly string taxpayer = Sample.Taxpayer();

    [Fact]
    public async Task A_ledger_that_is_stopped_gets_no_paper()
    {
        var store = new InMemoryStore();
        var parked = new ParkedEvent(0, taxpayer, EventStream.Payments, Encoding.UTF8.GetBytes("{}"), "planted");
        await store.Commit([new CommitUnit { Parked = [parked] }], CancellationToken.None);
        await using var app = await Silos.Over(store);
        await app.StartAsync();
        using var http = Silos.Connect(app);
        foreach (var path in (string[])["completion", "account?month=2026-11"])
        {
            using var response = await http.GetAsync($"/v1/taxpayers/{taxpayer}/{path}");
            await response.ShouldBeProblem(503, "LedgerStopped");
            response.Headers.RetryAfter.ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task A_ledger_that_is_newer_in_the_store_than_what_its_holder_shows_is_not_mixed_with_it()
    {
        var (store, id) = (new InMemoryStore(), Id());
        await store.Commit([Recorded(id, version: 1)], CancellationToken.None);
        (await Completion(store, new LedgerRoot(Ledger.Empty(id), 0, false))).ShouldBe("503 LedgerBusy");
        (await Completion(store, new LedgerRoot(Ledger.Empty(id), 1, false))).ShouldBe("200 5");
    }

    [Fact]
    public async Task A_store_that_cannot_list_its_rows_says_so()
    {
        var store = Proxy<IClearanceStore>(name => name == "get_LostBecause" ? null : throw new NotSupportedException(name));
        await using var app = Silos.Build(new EngineOf(store, null));
        await app.StartAsync();
        using var http = Silos.Connect(app);
        using var completion = await http.GetAsync($"/v1/taxpayers/{taxpayer}/completion");
        await completion.ShouldBeProblem(501, "NotWithThisStore");
        using var file = await http.PostFile("/v1/reconciliations?bank=BIDV&day=2026-11-02", BankCalls.Header, "text/csv");
        await file.ShouldBeProblem(501, "NotWithThisStore");
    }

    private static T Proxy<T>(Func<string, object?> answer)
        where T : class
    {
        var proxy = DispatchProxy.Create<T, Answering>();
        ((Answering)(object)proxy).Answer = answer;
        return proxy;
    }

    private TaxpayerId Id()
    {
        TaxpayerId.TryParse(taxpayer, out var id).ShouldBeTrue();
        return id;
    }

    /// <summary>A ledger of one declaration, recorded cleared, with 5 đồng to pay.</summary>
    private static CommitUnit Recorded(TaxpayerId id, long version)
    {
        DeclarationNumber.TryParse("105123456760", out var number).ShouldBeTrue();
        OfficeCode.TryParse("03CC", out var office).ShouldBeTrue();
        var at = Instant.From(new DateTimeOffset(2026, 11, 2, 8, 0, 0, TimeSpan.FromHours(7)));
        var declaration = Declaration.Registered(new DeclarationRegistered("VN:1", at, id)
        {
            Number = number,
            Office = office,
            Direction = Direction.Import,
            Procedure = "A11",
            RegisteredAt = at,
            Channel = 1,
            SpecialisedInspection = false,
            Term = PaymentTerm.D,
            Lines = [new Line(new LineKey(1901, Account.Budget), LineKind.Tax, 5)],
        }) with
        {
            Facts = DeclarationFacts.None with { Recorded = new Recorded(at, RecordedOutcome.Cleared) },
        };
        return new CommitUnit
        {
            Ledger = new LedgerWrite
            {
                Taxpayer = id,
                ExpectedVersion = version - 1,
                NewVersion = version,
                Head = [1],
                Rows = [new LedgerRowWrite(LedgerRowKeys.Declaration(declaration.Key), false, LedgerCodec.Encode(declaration))],
            },
        };
    }

    private async Task<string> Completion(InMemoryStore store, LedgerRoot root)
    {
        var holder = Proxy<ITaxpayer>(name => name == "Root" ? new ValueTask<LedgerRoot>(root) : throw new NotSupportedException(name));
        await using var app = Silos.Build(new EngineOf(store, Proxy<IEntityHost>(_ => holder)));
        await app.StartAsync();
        using var http = Silos.Connect(app);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/taxpayers/{taxpayer}/completion?on=2026-11-02");
        request.Headers.Accept.ParseAdd("application/json");
        using var response = await http.SendAsync(request);
        var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        return $"{(int)response.StatusCode} {(answer.TryGetProperty("code", out var code) ? code : answer.GetProperty("outstanding"))}";
    }

    /// <summary>Answers every call by its name.</summary>
    public class Answering : DispatchProxy
    {
        /// <summary>What to answer.</summary>
        public Func<string, object?> Answer { get; set; } = static _ => null;

        /// <inheritdoc/>
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Answer(targetMethod!.Name);
    }

    private sealed class EngineOf(IClearanceStore store, IEntityHost? entities) : Engine
    {
        public override IIntake Intake => throw new NotSupportedException();

        public override IEntityHost Entities => entities ?? throw new NotSupportedException();

        public override IClearanceStore Store => store;

        public override TimeProvider Clock => TimeProvider.System;

        public override string StoreName => "single records";

        public override string StorePlace => "nowhere";

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
