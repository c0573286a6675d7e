using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Clearance.Silo.Tests.Running;

namespace Clearance.Silo.Tests.Access;

/// <summary>S14, S26: what is no call, or a slow one, is refused by the server and the connection closed; nobody's second call rides on it.</summary>
[Collection(SharedEngine.Name)]
public sealed class WireTests(EngineFixture engine)
{
    private const string Post = "POST /v1/streams/customs.taxpayers/events HTTP/1.1\r\nHost: 127.0.0.1\r\n";
    private const string Second = "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";

    [Theory]
    [InlineData("length and chunks", Post + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + Second)]
    [InlineData("chunks and length", Post + "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n" + Second)]
    [InlineData("two lengths", Post + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n[]" + Second)]
    [InlineData("two lengths in one", Post + "Content-Length: 2, 3\r\n\r\n[]" + Second)]
    [InlineData("negative length", Post + "Content-Length: -1\r\n\r\n" + Second)]
    [InlineData("hexadecimal length", Post + "Content-Length: 0x2\r\n\r\n[]" + Second)]
    [InlineData("length beyond 64 bits", Post + "Content-Length: 99999999999999999999\r\n\r\n" + Second)]
    [InlineData("folded header", Post + "Content-Length:\r\n 2\r\n\r\n[]" + Second)]
    [InlineData("space before the colon", Post + "Content-Length : 2\r\n\r\n[]" + Second)]
    [InlineData("unknown coding", Post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + Second)]
    [InlineData("chunked not last", Post + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + Second)]
    [InlineData("chunk size that is none", Post + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n\r\n" + Second)]
    [InlineData("chunk size too large", Post + "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n\r\n" + Second)]
    [InlineData("no host", "GET /healthz HTTP/1.1\r\n\r\n" + Second)]
    [InlineData("two hosts", "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: localhost\r\n\r\n" + Second)]
    [InlineData("host with a path", "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1/x\r\n\r\n" + Second)]
    [InlineData("bare line feed in a header", "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX: a\rb\r\n\r\n" + Second)]
    [InlineData("null in a header", "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX: a\0b\r\n\r\n" + Second)]
    [InlineData("null in the path", "GET /health\0z HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" + Second)]
    [InlineData("header without a colon", "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX\r\n\r\n" + Second)]
    [InlineData("no such version", "GET /healthz HTTP/1.9\r\nHost: 127.0.0.1\r\n\r\n" + Second)]
    public async Task What_two_servers_could_read_in_two_ways_is_refused_and_the_connection_closed(string what, string bytes)
    {
        var answer = await Exchange(bytes);
        answer.ShouldNotContain("HTTP/1.1 200", Case.Sensitive, what);
        (answer.Length == 0 || answer.StartsWith("HTTP/1.1 4", StringComparison.Ordinal) || answer.StartsWith("HTTP/1.1 50", StringComparison.Ordinal))
            .ShouldBeTrue($"{what}: {answer}");
        answer.Split("HTTP/1.1 ").Length.ShouldBeLessThanOrEqualTo(2, "one answer, and no second call");
    }

    [Fact]
    public async Task More_headers_or_longer_ones_than_may_be_are_refused()
    {
        var many = string.Concat(Enumerable.Range(0, 100).Select(static i => $"X-{i}: 1\r\n"));
        (await Exchange($"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n{many}\r\n")).ShouldStartWith("HTTP/1.1 431");
        (await Exchange($"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX: {new string('a', 20_000)}\r\n\r\n")).ShouldStartWith("HTTP/1.1 431");
        (await Exchange($"GET /{new string('a', 5000)} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")).ShouldStartWith("HTTP/1.1 414");
    }

    [Fact]
    public async Task Who_sends_its_headers_or_its_body_too_slowly_is_cut_off_and_others_are_answered_meanwhile()
    {
        var head = Slowly("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ");
        var body = Slowly(Post + "Content-Length: 100000\r\n\r\n[");
        using (var answer = await engine.Http.GetAsync("/healthz"))
        {
            answer.IsSuccessStatusCode.ShouldBeTrue();
        }

        (await head).ShouldBeLessThan(TimeSpan.FromSeconds(60));
        (await body).ShouldBeLessThan(TimeSpan.FromSeconds(60));
    }

    /// <summary>A byte a second until the connection is closed.</summary>
    private async Task<TimeSpan> Slowly(string begin)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(engine.Engine.Url.Host, engine.Engine.Url.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(begin));
        var since = Stopwatch.StartNew();
        var closed = Closed(stream);
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (!closed.IsCompleted)
        {
            try
            {
                await stream.WriteAsync(" "u8.ToArray(), late.Token);
            }
            catch (IOException)
            {
                break;
            }

            await Task.WhenAny(closed, Task.Delay(TimeSpan.FromSeconds(1), late.Token));
        }

        return since.Elapsed;
    }

    private static async Task Closed(NetworkStream stream)
    {
        var rest = new byte[1024];
        try
        {
            while (await stream.ReadAsync(rest) > 0)
            {
                // An answer comes before the end.
            }
        }
        catch (IOException)
        {
            // Reset is closed too.
        }
    }

    /// <summary>Sends bytes and reads until the server closes; it must.</summary>
    private async Task<string> Exchange(string bytes)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(engine.Engine.Url.Host, engine.Engine.Url.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(bytes));
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var answer = new MemoryStream();
        try
        {
            await stream.CopyToAsync(answer, late.Token);
        }
        catch (IOException)
        {
            // Reset is closed too.
        }

        return Encoding.Latin1.GetString(answer.ToArray());
    }
}
