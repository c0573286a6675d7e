using System.Net;
using Clearance.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Clearance.Cli.Tests.Client;

/// <summary>Following decisions over connections that end.</summary>
public sealed class PushTests
{
    [Fact]
    public async Task A_lost_connection_goes_on_where_it_ended_and_nothing_comes_twice()
    {
        var streams = new Streams(
            "id: c1\nevent: DecisionChanged\ndata: {\"sequence\":1}\n\n: heartbeat\n\nid: c2\ndata: {\"sequence\":2}\n\nid: c3\ndata: {\"seq",
            "id: c3\ndata: {\"sequence\":3}\n\n");
        var seen = new List<(string, int)>();
        await foreach (var pushed in ClientOf(streams).Decisions("start", "outcome=clear"))
        {
            seen.Add((pushed.Cursor, pushed.Body.GetProperty("sequence").GetInt32()));
            if (seen.Count == 3)
            {
                break;
            }
        }

        seen.ShouldBe([("c1", 1), ("c2", 2), ("c3", 3)]);
        streams.Asked.ShouldBe(["/v1/decisions/stream?after=start&outcome=clear", "/v1/decisions/stream?after=c2&outcome=clear"]);
    }

    [Fact]
    public async Task A_call_the_engine_refuses_is_not_made_again_and_again()
    {
        var streams = new Streams { Status = HttpStatusCode.BadRequest };
        await Should.ThrowAsync<ClearanceException>(async () =>
        {
            await foreach (var _ in ClientOf(streams).Obligations("of-another-store"))
            {
                break;
            }
        });
        streams.Asked.ShouldHaveSingleItem().ShouldStartWith("/v1/obligations/stream?after=of-another-store");
    }

    private static ClearanceClient ClientOf(Streams streams) =>
        new ServiceCollection().AddClearanceClient(new Uri("http://engine.test/")).ConfigurePrimaryHttpMessageHandler(() => streams)
            .Services.BuildServiceProvider().GetRequiredService<ClearanceClient>();

    private sealed class Streams(params string[] contents) : HttpMessageHandler
    {
        public HttpStatusCode Status { get; init; } = HttpStatusCode.OK;

        public List<string> Asked { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked.Add(request.RequestUri!.PathAndQuery);
            var content = new StringContent(contents.Length > 0 ? contents[Asked.Count - 1] : """{"code":"UnknownCursor"}""");
            content.Headers.ContentType = new("text/event-stream");
            return Task.FromResult(new HttpResponseMessage(Status) { Content = content });
        }
    }
}
