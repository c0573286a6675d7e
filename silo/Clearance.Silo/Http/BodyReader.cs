using System.Buffers;

namespace Clearance.Silo;

/// <summary>Reads bodies into pooled memory, within two bounds: of one body, and of all bodies held at once.</summary>
internal sealed class BodyReader(long bytesMax, long bytesInFlightMax)
{
    private const int FirstRent = 16 * 1024;

    private long inFlight;

    private long BytesMax => bytesMax;

    /// <summary>Reads a whole body.</summary>
    /// <exception cref="ProblemException">It is too large, encoded, or there is no room for it now.</exception>
    public async ValueTask<Body> Read(HttpRequest request)
    {
        RefuseEncoded(request);
        if (request.ContentLength > bytesMax)
        {
            throw new ProblemException(TooLarge());
        }

        var body = new Body(this);
        try
        {
            var reader = request.BodyReader;
            while (true)
            {
                var read = await reader.ReadAsync(request.HttpContext.RequestAborted);
                body.Append(read.Buffer, request.ContentLength);
                reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    return body;
                }
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    private static void RefuseEncoded(HttpRequest request)
    {
        if (request.Headers.ContentEncoding is { Count: > 0 } encoding && encoding != "identity")
        {
            request.HttpContext.Response.Headers.AcceptEncoding = "identity";
            throw new ProblemException(new Problem(
                StatusCodes.Status415UnsupportedMediaType, "UnsupportedEncoding",
                "The body must be sent as it is, without a content encoding.", "Content-Encoding"));
        }
    }

    private void Take(long bytes)
    {
        if (Interlocked.Add(ref inFlight, bytes) > bytesInFlightMax)
        {
            Interlocked.Add(ref inFlight, -bytes);
            throw new ProblemException(Problem.Overloaded());
        }
    }

    private Problem TooLarge() => new(
        StatusCodes.Status413PayloadTooLarge, "BodyTooLarge", $"The body is larger than {bytesMax} bytes.");

    /// <summary>A body in pooled memory. <see cref="Dispose"/> gives the memory back: nobody may look at it after.</summary>
    public sealed class Body(BodyReader owner) : IDisposable
    {
        private byte[] bytes = [];

        /// <summary>How many bytes it has.</summary>
        public int Length { get; private set; }

        /// <summary>Its bytes.</summary>
        public ReadOnlyMemory<byte> Memory => bytes.AsMemory(0, Length);

        /// <inheritdoc/>
        public void Dispose()
        {
            if (bytes.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(bytes);
                Abandon();
            }
        }

        /// <summary>Leaves the memory to the garbage collector: somebody may still look at it.</summary>
        public void Abandon()
        {
            owner.Take(-bytes.Length);
            bytes = [];
            Length = 0;
        }

        internal void Append(ReadOnlySequence<byte> part, long? announced)
        {
            var total = Length + part.Length;
            if (total > owner.BytesMax)
            {
                throw new ProblemException(owner.TooLarge());
            }

            if (total > bytes.Length)
            {
                // What the sender announces is believed only as far as it has come: an announcement alone takes no memory.
                var doubled = Math.Max(FirstRent, Math.Min(2 * total, owner.BytesMax));
                Grow((int)Math.Max(total, announced is { } known && known < doubled ? known : doubled));
            }

            part.CopyTo(bytes.AsSpan(Length));
            Length = (int)total;
        }

        private void Grow(int size)
        {
            var larger = ArrayPool<byte>.Shared.Rent(size);
            try
            {
                owner.Take(larger.Length - bytes.Length);
            }
            catch
            {
                ArrayPool<byte>.Shared.Return(larger);
                throw;
            }

            bytes.AsSpan(0, Length).CopyTo(larger);
            if (bytes.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(bytes);
            }

            bytes = larger;
        }
    }
}
