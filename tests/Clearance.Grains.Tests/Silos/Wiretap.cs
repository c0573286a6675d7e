using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace Clearance.Grains.Tests.Silos;

/// <summary>Hears every byte that silos send each other, beneath whatever secures it.</summary>
internal sealed class Wiretap
{
    private readonly Lock _writing = new();
    private readonly List<byte> _heard = [];
    private readonly List<byte[]> _firsts = [];

    /// <summary>Everything, in either direction, of all connections.</summary>
    public byte[] Heard
    {
        get
        {
            lock (_writing)
            {
                return [.. _heard];
            }
        }
    }

    /// <summary>What each connection, in each direction, begins with.</summary>
    public IReadOnlyList<byte[]> Firsts
    {
        get
        {
            lock (_writing)
            {
                return [.. _firsts];
            }
        }
    }

    /// <summary>Options of a silo that it listens to.</summary>
    public OrleansEngineOptions On(OrleansEngineOptions options) => options with
    {
        Shell = () =>
        {
            var shell = SiloShell.Bare();

            // Before the silo's own, so that it is beneath them.
            shell.Builder.Services.Configure<SiloConnectionOptions>(connections =>
            {
                connections.ConfigureSiloInboundConnection(builder => builder.Use(Tap));
                connections.ConfigureSiloOutboundConnection(builder => builder.Use(Tap));
            });
            return shell;
        },
    };

    private ConnectionDelegate Tap(ConnectionDelegate next) => async connection =>
    {
        var plain = connection.Transport;
        var stream = new Tapped(plain, this);
        connection.Transport = new Ends(
            PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true)), PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true)));
        try
        {
            await next(connection);
        }
        finally
        {
            connection.Transport = plain;
        }
    };

    private void Hear(ReadOnlySpan<byte> bytes, bool isFirst)
    {
        lock (_writing)
        {
            _heard.AddRange(bytes);
            if (isFirst)
            {
                _firsts.Add(bytes[..Math.Min(3, bytes.Length)].ToArray());
            }
        }
    }

    private sealed class Tapped(IDuplexPipe transport, Wiretap tap) : Stream
    {
        private readonly PipeStream _inner = new(transport);
        private bool _hasRead;
        private bool _hasWritten;

        public override bool CanRead => true;

        public override bool CanWrite => true;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await _inner.ReadAsync(buffer, cancellationToken);
            if (read > 0)
            {
                tap.Hear(buffer.Span[..read], !_hasRead);
                _hasRead = true;
            }

            return read;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            tap.Hear(buffer.Span, !_hasWritten);
            _hasWritten = true;
            return _inner.WriteAsync(buffer, cancellationToken);
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => _inner.FlushAsync(cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
