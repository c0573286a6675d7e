using System.Collections.Concurrent;
using System.Diagnostics;
using Clearance.Entities;
using Clearance.Silo.Tests.Running;
using Clearance.Testing.Stores;

namespace Clearance.Silo.Tests.Telemetry;

/// <summary>A call is in its caller's trace, and no span names anybody.</summary>
public sealed class TraceTests
{
    [Fact]
    public async Task A_call_is_a_span_of_its_callers_trace_and_a_group_of_commits_is_one_too()
    {
        var caller = ActivityTraceId.CreateRandom();
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == Tracing.Name,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var store = new InMemoryStore();
        await using var app = await Silos.Over(store, "--host", "Local");
        await app.StartAsync();
        using var http = Silos.Connect(app);
        http.DefaultRequestHeaders.Add("traceparent", $"00-{caller}-{ActivitySpanId.CreateRandom()}-01");
        var taxpayer = Http.Sample.Taxpayer();
        await http.PostEvent("customs.taxpayers", Http.Sample.Status(taxpayer).ToJsonString());
        await http.GetJson($"/v1/taxpayers/{taxpayer}");
        await app.StopAsync();

        var mine = spans.Where(span => span.TraceId == caller).ToList();
        var names = mine.Select(static span => span.DisplayName).ToList();
        names.ShouldContain("POST /v1/streams/{stream}/events");
        names.ShouldContain("GET /v1/taxpayers/{id}");
        mine.Where(static span => span.Kind == ActivityKind.Server)
            .ShouldAllBe(static span => span.GetTagItem("http.response.status_code")!.Equals(200));
        spans.ShouldContain(static span => span.OperationName == "commit" && (int)span.GetTagItem("clearance.commit.units")! >= 1);
        spans.SelectMany(static span => span.TagObjects.Select(static tag => $"{tag.Value}").Append(span.DisplayName))
            .ShouldAllBe(text => !text.Contains(taxpayer));
    }
}
