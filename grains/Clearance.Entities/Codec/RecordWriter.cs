using System.Buffers.Binary;
using System.Text;

namespace Clearance.Entities;

/// <summary>Writes a record into a buffer that its thread keeps; only the finished bytes are allocated.</summary>
/// <remarks>One record at a time per thread: nobody encodes while encoding, and nothing awaits in between.</remarks>
internal sealed partial class RecordWriter
{
    private const int BufferKeptMax = 256 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    [ThreadStatic]
    private static RecordWriter? _ofThread;

    private byte[] _buffer = new byte[1024];
    private int _length;

    /// <summary>Starts a record with its format version.</summary>
    public static RecordWriter Begin()
    {
        var writer = _ofThread ??= new RecordWriter();
        writer._length = 0;
        writer.Byte(LedgerCodec.FormatVersion);
        return writer;
    }

    /// <summary>The record's bytes.</summary>
    public byte[] End()
    {
        var record = _buffer.AsSpan(0, _length).ToArray();
        if (_buffer.Length > BufferKeptMax)
        {
            _buffer = new byte[1024];
        }

        return record;
    }

    public void Byte(byte value) => Take(1)[0] = value;

    /// <summary>Seven bits a byte, the lowest first.</summary>
    public void Unsigned(ulong value)
    {
        var span = Reserve(10);
        var count = 0;
        while (value >= 0x80)
        {
            span[count++] = (byte)((value & 0x7f) | 0x80);
            value >>= 7;
        }

        span[count++] = (byte)value;
        _length += count;
    }

    /// <summary>A number that is never below zero.</summary>
    public void Natural(long value) => Unsigned(checked((ulong)value));

    /// <summary>Zigzag, so that small negative numbers stay small.</summary>
    public void Signed(long value) => Unsigned(unchecked((ulong)((value << 1) ^ (value >> 63))));

    /// <summary>Eight bytes, the lowest first.</summary>
    public void Fixed(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Take(sizeof(ulong)), value);

    /// <summary>Length in bytes, then UTF-8.</summary>
    public void Text(string value)
    {
        var bytes = Strict.GetByteCount(value);
        Unsigned((ulong)bytes);
        Strict.GetBytes(value, Take(bytes));
    }

    /// <summary>Length, then the bytes.</summary>
    public void Bytes(ReadOnlySpan<byte> value)
    {
        Unsigned((ulong)value.Length);
        value.CopyTo(Take(value.Length));
    }

    private Span<byte> Take(int count)
    {
        var span = Reserve(count);
        _length += count;
        return span;
    }

    private Span<byte> Reserve(int count)
    {
        if (_buffer.Length - _length < count)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + count));
        }

        return _buffer.AsSpan(_length, count);
    }
}
