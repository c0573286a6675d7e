using System.Buffers.Binary;
using System.Buffers.Text;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Clearance.Entities;

/// <summary>How far a lane was read: up to an entry, and which one that was.</summary>
/// <param name="Position">Its position; 0: nothing was read.</param>
/// <param name="Tag">The beginning of its hash, to tell it from another that may be there after a backup was restored.</param>
public readonly record struct JournalMark(long Position, uint Tag)
{
    /// <summary>The mark of an entry.</summary>
    public static JournalMark Of(JournalRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return new JournalMark(
            record.Position, record.Entry.Hash.Length < 4 ? 0 : BinaryPrimitives.ReadUInt32BigEndian(record.Entry.Hash));
    }
}

/// <summary>How far a reader of the journal is: a mark for each lane, since lanes are in no order among each other.</summary>
/// <remarks>As text it carries a code that only the store with the same secret can make: what another store gave is not taken.</remarks>
public sealed class JournalCursor
{
    /// <summary>Longer than any that is given out.</summary>
    public const int TextLengthMax = 1024;

    private const byte Format = 1;
    private const int CodeLength = 8;
    private const int MarkLength = sizeof(long) + sizeof(uint);
    private const int LanesMax = 32;

    private readonly ImmutableArray<JournalMark> _marks;

    private JournalCursor(ImmutableArray<JournalMark> marks) => _marks = marks;

    /// <summary>Before the first entry of every lane.</summary>
    public static JournalCursor Start { get; } = new([]);

    /// <summary>Lanes at or above this number were not read.</summary>
    public int Lanes => _marks.Length;

    /// <summary>How far a lane was read.</summary>
    public JournalMark In(int lane) => lane < _marks.Length ? _marks[lane] : default;

    /// <summary>Whether an entry was read.</summary>
    public bool HasPassed(JournalAt at) => In(at.Lane).Position >= at.Position;

    /// <summary>Whether everything was read that another has read.</summary>
    public bool HasPassed(JournalCursor other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (var lane = 0; lane < other.Lanes; lane++)
        {
            if (In(lane).Position < other.In(lane).Position)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The cursor after an entry.</summary>
    public JournalCursor After(JournalRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return With(record.Lane, JournalMark.Of(record));
    }

    /// <summary>The cursor with another mark in a lane.</summary>
    public JournalCursor With(int lane, JournalMark mark)
    {
        var marks = new JournalMark[Math.Max(_marks.Length, lane + 1)];
        _marks.CopyTo(marks);
        marks[lane] = mark;
        return new JournalCursor(ImmutableCollectionsMarshal.AsImmutableArray(marks));
    }

    /// <summary>As text that is safe in an address and a header.</summary>
    /// <param name="secret">The store's (<see cref="IClearanceStore.RegistrySecret"/>).</param>
    public string ToText(ReadOnlySpan<byte> secret)
    {
        Span<byte> bytes = stackalloc byte[1 + (LanesMax * MarkLength) + CodeLength];
        bytes[0] = Format;
        var length = 1;
        foreach (var mark in _marks)
        {
            BinaryPrimitives.WriteInt64BigEndian(bytes[length..], mark.Position);
            BinaryPrimitives.WriteUInt32BigEndian(bytes[(length + sizeof(long))..], mark.Tag);
            length += MarkLength;
        }

        WriteCode(secret, bytes[..length], bytes[length..]);
        return Base64Url.EncodeToString(bytes[..(length + CodeLength)]);
    }

    /// <summary>Reads a text that a store with this secret gave.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, ReadOnlySpan<byte> secret, out JournalCursor cursor)
    {
        cursor = Start;
        Span<byte> bytes = stackalloc byte[1 + (LanesMax * MarkLength) + CodeLength];
        if (text.Length > TextLengthMax || !Base64Url.IsValid(text, out var length) || length > bytes.Length
            || !Base64Url.TryDecodeFromChars(text, bytes, out length)
            || length < 1 + CodeLength || bytes[0] != Format || (length - 1 - CodeLength) % MarkLength != 0)
        {
            return false;
        }

        Span<byte> code = stackalloc byte[CodeLength];
        WriteCode(secret, bytes[..(length - CodeLength)], code);
        if (!CryptographicOperations.FixedTimeEquals(code, bytes[(length - CodeLength)..length]))
        {
            return false;
        }

        var marks = ImmutableArray.CreateBuilder<JournalMark>();
        for (var at = 1; at < length - CodeLength; at += MarkLength)
        {
            marks.Add(new JournalMark(
                BinaryPrimitives.ReadInt64BigEndian(bytes[at..]), BinaryPrimitives.ReadUInt32BigEndian(bytes[(at + sizeof(long))..])));
        }

        cursor = new JournalCursor(marks.ToImmutable());
        return true;
    }

    private static void WriteCode(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> bytes, Span<byte> code)
    {
        Span<byte> key = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, "cursor of the journal"u8, key);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, bytes, hash);
        hash[..CodeLength].CopyTo(code);
    }
}
