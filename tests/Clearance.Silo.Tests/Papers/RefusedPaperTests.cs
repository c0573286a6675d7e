using System.Reflection;
using System.Text;
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
    public async Task A_store_that_cannot_list_its_rows_says_so()
    {
        await using var app = Silos.Build(new EngineOf(DispatchProxy.Create<IClearanceStore, SingleRecords>()));
        await app.StartAsync();
        using var http = Silos.Connect(app);
        using var completion = await http.GetAsync($"/v1/taxpayers/{taxpayer}/completion");
        await completion.ShouldBeProblem(501, "NotWithThisStore");
        using var file = await http.PostFile("/v1/reconciliations?bank=BIDV&day=2026-11-02", BankCalls.Header, "text/csv");
        await file.ShouldBeProblem(501, "NotWithThisStore");
    }

    /// <summary>A store that is asked nothing but whether it is lost.</summary>
    public class SingleRecords : DispatchProxy
    {
        /// <inheritdoc/>
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            targetMethod!.Name == "get_LostBecause" ? null : throw new NotSupportedException(targetMethod.Name);
    }

    private sealed class EngineOf(IClearanceStore store) : Engine
    {
        public override IIntake Intake => throw new NotSupportedException();

        public override IEntityHost Entities => throw new NotSupportedException();

        public override IClearanceStore Store => store;

        public override TimeProvider Clock => TimeProvider.System;

        public override string StoreName => "single records";

        public override string StorePlace => "nowhere";

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
