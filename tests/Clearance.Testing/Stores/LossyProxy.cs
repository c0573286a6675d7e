using System.Net;
using System.Net.Sockets;

namespace Clearance.Testing.Stores;

/// <summary>What a proxy does with a COMMIT.</summary>
public enum CommitLoss
{
    /// <summary>Nothing: it is answered.</summary>
    None,

    /// <summary>The server never gets it; the connection is cut.</summary>
    Request,

    /// <summary>The server does it, its answer is dropped and the connection is cut.</summary>
    Answer,

    /// <summary>The server does it, its answer is dropped and the connection stays open.</summary>
    AnswerSilently,
}

/// <summary>Stands between an engine and its server, on this machine, and loses COMMITs and their answers.</summary>
public sealed class LossyProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly IPEndPoint _server;
    private readonly List<Task> _sessions = [];
    private readonly Task _accepting;
    private int _loss;
    private int _lost;

    /// <summary>Listens on a free port and forwards to a server.</summary>
    public LossyProxy(string host, int port)
    {
        _server = new IPEndPoint(Dns.GetHostAddresses(host, AddressFamily.InterNetwork)[0], port);
        _listener.Start();
        _accepting = Accept();
    }

    /// <summary>Stands before a server of this machine.</summary>
    public static LossyProxy Before(PostgresServer server) => new("127.0.0.1", server.Port);

    /// <summary>Where it listens.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many COMMITs or answers it lost.</summary>
    public int Lost => Volatile.Read(ref _lost);

    /// <summary>What becomes of the next COMMIT; those after it are answered.</summary>
    public CommitLoss Next
    {
        set => Volatile.Write(ref _loss, (int)value);
    }

    /// <summary>Ends every session and listens no more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_sessions);
        _stop.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                var engine = await _listener.AcceptTcpClientAsync(_stop.Token);
                _sessions.Add(Session(engine));
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException)
        {
        }
    }

    private async Task Session(TcpClient engine)
    {
        using (engine)
        {
            using var server = new TcpClient(AddressFamily.InterNetwork);
            try
            {
                await server.ConnectAsync(_server, _stop.Token);
                engine.NoDelay = server.NoDelay = true;
                var session = new Losing(engine.GetStream(), server.GetStream());
                await Task.WhenAny(Forward(session), Return(session));
            }
            catch (Exception ended) when (ended is OperationCanceledException or SocketException or IOException)
            {
            }
        }
    }

    /// <summary>From the engine to the server.</summary>
    private async Task Forward(Losing session)
    {
        var buffer = new byte[65_536];
        while (await session.Engine.ReadAsync(buffer, _stop.Token) is > 0 and var count)
        {
            var chunk = buffer.AsMemory(0, count);
            if (chunk.Span.IndexOf("COMMIT\0"u8) >= 0
                && (CommitLoss)Interlocked.Exchange(ref _loss, (int)CommitLoss.None) is not CommitLoss.None and var loss)
            {
                Interlocked.Increment(ref _lost);
                if (loss == CommitLoss.Request)
                {
                    return;
                }

                session.Loss = loss;
            }

            await session.Server.WriteAsync(chunk, _stop.Token);
        }
    }

    /// <summary>From the server to the engine. Its first word after a COMMIT says that it is done.</summary>
    private async Task Return(Losing session)
    {
        var buffer = new byte[65_536];
        while (await session.Server.ReadAsync(buffer, _stop.Token) is > 0 and var count)
        {
            if (session.Loss == CommitLoss.Answer)
            {
                return;
            }

            if (session.Loss == CommitLoss.None)
            {
                await session.Engine.WriteAsync(buffer.AsMemory(0, count), _stop.Token);
            }
        }
    }

    private sealed class Losing(NetworkStream engine, NetworkStream server)
    {
        private volatile CommitLoss _loss;

        public NetworkStream Engine { get; } = engine;

        public NetworkStream Server { get; } = server;

        public CommitLoss Loss
        {
            get => _loss;
            set => _loss = value;
        }
    }
}
