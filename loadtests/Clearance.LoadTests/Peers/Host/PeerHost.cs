using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;

namespace Clearance.LoadTests.Peers;

/// <summary>Serves a peer as the engine is served, so that one generator can ask both: the part of the contract they are compared by.</summary>
internal static class PeerHost
{
    private static readonly string[] Statuses = ["accepted", "duplicate", "conflict", "rejected"];

    /// <summary>Listens until it is stopped.</summary>
    public static async Task Run(int port, RequestDelegate handler, CancellationToken cancel)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.ListenLocalhost(port, static listen => listen.Protocols = HttpProtocols.Http1);
        });
        await using var app = builder.Build();
        app.Run(handler);
        await app.StartAsync(cancel);
        await app.WaitForShutdownAsync(cancel);
    }

    /// <summary>Answers with what a peer does and knows.</summary>
    public static RequestDelegate Handler(IPeer peer) => context => context.Request.Path.Value!.Split('/') switch
    {
        [_, "readyz"] => Task.CompletedTask,
        [_, "v1", "streams", _, "events"] => Apply(peer, context),
        [_, "v1", "eligibility"] => Decisions(peer, context),
        [_, "v1", "taxpayers", var taxpayer] => Sums(peer, taxpayer, context.Response),
        _ => Fail(context.Response, StatusCodes.Status404NotFound, "The peers do not answer that."),
    };

    private static async Task Apply(IPeer peer, HttpContext context)
    {
        try
        {
            var events = PeerEvents.Read(await BodyOf(context.Request));
            var statuses = await peer.Apply(events);
            var answer = new StringBuilder("{\"results\":[");
            for (var i = 0; i < events.Length; i++)
            {
                answer.Append(i == 0 ? "" : ",").Append("{\"id\":\"").Append(events[i].Id).Append("\",\"status\":\"")
                    .Append(Statuses[(int)statuses[i]]).Append("\"}");
            }

            await Write(context.Response, answer.Append("]}").ToString());
        }
        catch (NotSupportedException refusal)
        {
            await Fail(context.Response, StatusCodes.Status400BadRequest, refusal.Message);
        }
        catch (Exception failure)
        {
            // Of whatever kind: who asked is told, and sees that this peer fails.
            await Fail(context.Response, StatusCodes.Status500InternalServerError, failure.Message);
        }
    }

    private static async Task Decisions(IPeer peer, HttpContext context)
    {
        using var asked = System.Text.Json.JsonDocument.Parse(await BodyOf(context.Request));
        long[] declarations =
        [
            .. asked.RootElement.GetProperty("declarations").EnumerateArray()
                .Select(static number => long.Parse(number.GetString()!, CultureInfo.InvariantCulture)),
        ];
        var decisions = await peer.Decisions(declarations);
        var answers = declarations.Select(number =>
            decisions.GetValueOrDefault(number) ?? $$"""{"declaration":"{{number}}","outcome":"unknown"}""");
        await Write(context.Response, $$"""{"results":[{{string.Join(',', answers)}}]}""");
    }

    private static async Task Sums(IPeer peer, string taxpayer, HttpResponse response)
    {
        var sums = await peer.Sums(taxpayer);
        await Write(response, System.Text.Json.JsonSerializer.Serialize(
            new { taxpayer, sums }, System.Text.Json.JsonSerializerOptions.Web));
    }

    private static async Task<ReadOnlyMemory<byte>> BodyOf(HttpRequest request)
    {
        var body = new MemoryStream((int)(request.ContentLength ?? 4_096));
        await request.Body.CopyToAsync(body);
        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    private static Task Fail(HttpResponse response, int status, string why)
    {
        response.StatusCode = status;
        return Write(response, why);
    }

    private static Task Write(HttpResponse response, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        response.ContentType = "application/json";
        response.ContentLength = bytes.Length;
        return response.Body.WriteAsync(bytes).AsTask();
    }
}
