using System.Buffers.Text;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace Clearance.LoadTests.Peers;

/// <summary>
/// Asks as many questions as are answered, a fixed number of connections, each asking when it was answered. It reads of an answer its
/// status and its length, no more: it shares the machine with whom it asks.
/// </summary>
internal sealed class QueryLoop(Uri address, IReadOnlyList<string> paths)
{
    private static readonly byte[] Ok = Encoding.ASCII.GetBytes("HTTP/1.1 200");
    private static readonly byte[] Length = Encoding.ASCII.GetBytes("\r\nContent-Length: ");
    private static readonly byte[] End = Encoding.ASCII.GetBytes("\r\n\r\n");

    private readonly byte[][] _requests =
        [.. paths.Select(path => Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {address.Authority}\r\n\r\n"))];

    /// <summary>Asks for so long; how many were answered.</summary>
    public async Task<long> Run(int connections, TimeSpan length, CancellationToken cancel)
    {
        var end = Stopwatch.GetTimestamp() + (long)(length.TotalSeconds * Stopwatch.Frequency);
        var counts = await Task.WhenAll(Enumerable.Range(0, connections).Select(i => Task.Run(() => Ask(i * 7_919, end, cancel), cancel)));
        return counts.Sum();
    }

    private async Task<long> Ask(int first, long end, CancellationToken cancel)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address.Host, address.Port, cancel);
        var buffer = new byte[64 * 1024];
        long count = 0;
        for (var next = first; Stopwatch.GetTimestamp() < end; next++, count++)
        {
            await socket.SendAsync(_requests[next % _requests.Length], SocketFlags.None, cancel);
            var (have, need) = (0, int.MaxValue);
            while (have < need)
            {
                var read = await socket.ReceiveAsync(buffer.AsMemory(have), SocketFlags.None, cancel);
                have += read > 0 ? read : throw new IOException("The server closed the connection.");
                need = need == int.MaxValue ? Needed(buffer.AsSpan(0, have)) : need;
            }
        }

        return count;
    }

    /// <summary>How long the answer is, its head included; the greatest number there is, as long as that is not known.</summary>
    internal static int Needed(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf(End);
        if (head < 0)
        {
            return int.MaxValue;
        }

        var length = answer[..(head + 2)].IndexOf(Length);
        return answer.StartsWith(Ok) && length >= 0 && Utf8Parser.TryParse(answer[(length + Length.Length)..], out int bytes, out _)
            ? head + End.Length + bytes
            : throw new InvalidDataException($"An answer that is none: {Encoding.UTF8.GetString(answer)}");
    }
}
