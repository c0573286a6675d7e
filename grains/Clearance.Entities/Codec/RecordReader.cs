using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;

namespace Clearance.Entities;

/// <summary>Reads what <see cref="RecordWriter"/> wrote; anything else is a <see cref="CorruptRecordException"/>.</summary>
internal ref partial struct RecordReader
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _record;
    private int _position;

    /// <summary>Starts reading a record, whose format version must be known.</summary>
    public RecordReader(ReadOnlySpan<byte> record)
    {
        _record = record;
        var version = Byte();
        if (version != LedgerCodec.FormatVersion)
        {
            var why = version == LedgerCodec.StoppedVersion ? "an event that throws stopped this record" : $"this engine writes {LedgerCodec.FormatVersion}";
            Refuse($"format version {version} is not known; {why}");
        }
    }

    /// <summary>Ends reading: nothing may be left.</summary>
    public readonly void End()
    {
        if (_position != _record.Length)
        {
            Refuse($"{_record.Length - _position} bytes follow its end");
        }
    }

    public byte Byte() => Take(1)[0];

    /// <summary>Bits that say what follows; one that is not in <paramref name="known"/> is refused.</summary>
    public byte Flags(byte known)
    {
        var flags = Byte();
        if ((flags & ~known) != 0)
        {
            Refuse($"flags {flags} are not all known");
        }

        return flags;
    }

    /// <summary>A flag that stands alone.</summary>
    public bool Flag() => Flags(1) != 0;

    /// <summary>A value of an enumeration of bytes.</summary>
    public T OneOf<T>()
        where T : struct, Enum
    {
        var number = Byte();
        var value = Unsafe.BitCast<byte, T>(number);
        if (!Enum.IsDefined(value))
        {
            Refuse($"{number} is no {typeof(T).Name}");
        }

        return value;
    }

    public ulong Unsigned()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                var tooLong = next == 0 && shift > 0;
                var tooGreat = shift == 63 && next > 1;
                if (tooLong || tooGreat)
                {
                    break;
                }

                return value;
            }
        }

        Refuse("a number is not as it is written");
        return 0;
    }

    /// <summary>A number from 0 to <paramref name="most"/>.</summary>
    public long Natural(long most = long.MaxValue)
    {
        var value = Unsigned();
        if (value > (ulong)most)
        {
            Refuse($"{value} is more than {most}");
        }

        return (long)value;
    }

    /// <summary>A number that fits 32 bits, from 0.</summary>
    public int Small(int most = int.MaxValue) => (int)Natural(most);

    /// <summary>How many items follow: never more than bytes do, so that no count can make us allocate at will.</summary>
    public int Count(int most = int.MaxValue) => Small(Math.Min(most, _record.Length - _position));

    public long Signed()
    {
        var value = Unsigned();
        return unchecked((long)(value >> 1) ^ -(long)(value & 1));
    }

    public ulong Fixed() => BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));

    public string Text()
    {
        var bytes = Bytes();
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            Refuse("a text is not UTF-8", e);
            throw;
        }
    }

    /// <summary>A text that many records share.</summary>
    public string ShortText()
    {
        var start = _position;
        if (ShortTexts.Find(Bytes()) is { } shared)
        {
            return shared;
        }

        _position = start;
        return Text();
    }

    public ReadOnlySpan<byte> Bytes() => Take(Small());

    [DoesNotReturn]
    public readonly void Refuse(string why, Exception? inner = null) =>
        throw new CorruptRecordException($"A stored record is corrupt before byte {_position}: {why}.", inner);

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _record.Length - _position)
        {
            Refuse("it ends too early");
        }

        var taken = _record.Slice(_position, count);
        _position += count;
        return taken;
    }
}
