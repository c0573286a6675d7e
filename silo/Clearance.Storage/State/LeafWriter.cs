using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Clearance.Storage;

/// <summary>Writes a member of a set so that two different ones never have the same bytes: every value after its length.</summary>
internal readonly struct LeafWriter()
{
    private readonly ArrayBufferWriter<byte> _bytes = new(256);

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public void Byte(byte value)
    {
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
    }

    public void Number(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.GetSpan(sizeof(long)), value);
        _bytes.Advance(sizeof(long));
    }

    public void Text(string value) => Bytes(Encoding.UTF8.GetBytes(value));

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Number(value.Length);
        _bytes.Write(value);
    }

    /// <summary>A value of a column; a value and another of another type are never the same.</summary>
    /// <exception cref="InvalidDataException">No column of ours has such a type.</exception>
    public void Column(object value)
    {
        switch (value)
        {
            case DBNull:
                Byte((byte)'0');
                break;
            case long or int or short or bool:
                Byte((byte)'n');
                Number(Convert.ToInt64(value));
                break;
            case string text:
                Byte((byte)'t');
                Text(text);
                break;
            case byte[] bytes:
                Byte((byte)'b');
                Bytes(bytes);
                break;
            case Guid id:
                Byte((byte)'g');
                Bytes(id.ToByteArray());
                break;
            case DateTime time:
                Byte((byte)'d');
                Number(time.Ticks);
                break;
            default:
                throw new InvalidDataException($"A column has the type {value.GetType().Name}, which no table of this engine has.");
        }
    }
}
