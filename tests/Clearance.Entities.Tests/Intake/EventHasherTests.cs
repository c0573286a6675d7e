using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Clearance.Domain;

namespace Clearance.Entities.Tests;

public sealed class EventHasherTests
{
    private static readonly byte[] Secret = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    private readonly EventHasher _hasher = new(Secret);

    [Fact]
    public void An_id_is_half_an_HMAC_of_stream_and_id()
    {
        byte[] message = [(byte)EventStream.Payments, .. Encoding.ASCII.GetBytes("BIDV:FT1")];
        var whole = HMACSHA256.HashData(Secret, message);

        var hash = _hasher.Of(EventStream.Payments, "BIDV:FT1");

        hash.High.ShouldBe(BinaryPrimitives.ReadUInt64BigEndian(whole));
        hash.Low.ShouldBe(BinaryPrimitives.ReadUInt64BigEndian(whole.AsSpan(8)));
    }

    [Fact]
    public void It_is_the_same_in_every_release() =>
        _hasher.Of(EventStream.Declarations, "VN:105123456760:0")
            .ShouldBe(new Hash128(5771226132015714618, 17036809201332120329));

    [Fact]
    public void Stream_id_and_secret_all_count()
    {
        var hash = _hasher.Of(EventStream.Payments, "BIDV:FT1");
        _hasher.Of(EventStream.Guarantees, "BIDV:FT1").ShouldNotBe(hash);
        _hasher.Of(EventStream.Payments, "BIDV:FT2").ShouldNotBe(hash);
        new EventHasher(new byte[32]).Of(EventStream.Payments, "BIDV:FT1").ShouldNotBe(hash);
    }

    [Fact]
    public void Hashing_allocates_nothing()
    {
        var id = new string('x', Limits.IdLengthMax);
        _hasher.Of(EventStream.Payments, id);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            _hasher.Of(EventStream.Payments, id);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void An_id_that_no_event_may_have_is_refused() =>
        Should.Throw<ArgumentException>(() => _hasher.Of(EventStream.Payments, new string('x', Limits.IdLengthMax + 1)));
}
