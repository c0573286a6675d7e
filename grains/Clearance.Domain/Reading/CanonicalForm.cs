using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Clearance.Domain;

/// <summary>
/// An event's content in one form, whatever the order of its members, its white space and the spelling of its strings
/// and numbers. Its hash tells a repeated event from a conflicting one (contract.md §1, Idempotency).
/// </summary>
/// <remarks>
/// The hash is kept for ever, so the form never changes. Null, false and true are <c>n f t</c>; a number is as
/// <see cref="CanonicalNumber"/> says; a string is <c>"</c>, its length (7 bits a byte, low ones first, the top bit set
/// on all but the last) and its UTF-8 bytes; an array is <c>[ … ]</c>; an object is <c>{ … }</c> around its members,
/// name (length and bytes) and value, ordered by the bytes of their names. No form is the beginning of another, so
/// different contents have different forms.
/// </remarks>
internal ref struct CanonicalForm
{
    // Beyond the bytes it has in the text, a value takes at most: its name's length (3), and a tag and a string's
    // length (4), or a tag, an exponent of 7 characters and an end mark (9), or two brackets.
    private const int OverheadMax = 16;

    // Below this, sorting by insertion wins, and needs no comparer on the heap.
    private const int SmallObject = 24;

    private readonly JsonTable _table;
    private readonly byte[] _output;
    private readonly int[] _members;
    private int _length;
    private int _top;
    private int _duplicate;

    private CanonicalForm(JsonTable table)
    {
        _table = table;
        var nodes = table.Nodes.Length;
        _output = ArrayPool<byte>.Shared.Rent(table.TextLength + (nodes * OverheadMax));
        _members = ArrayPool<int>.Shared.Rent(nodes);
        _duplicate = -1;
    }

    /// <summary>The first 16 bytes of the SHA-256 of an event's canonical form.</summary>
    /// <param name="table">The event.</param>
    /// <param name="content">The hash.</param>
    /// <param name="duplicate">When false: the second of two members with one name.</param>
    /// <returns>False when an object, at any depth, has two members with one name.</returns>
    public static bool TryHash(JsonTable table, out Hash128 content, out int duplicate)
    {
        var form = new CanonicalForm(table);
        try
        {
            var written = form.TryWrite(0);
            content = written ? form.Hash() : default;
            duplicate = form._duplicate;
            return written;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(form._output);
            ArrayPool<int>.Shared.Return(form._members);
        }
    }

    private readonly Hash128 Hash()
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(_output.AsSpan(0, _length), hash);
        return new Hash128(BinaryPrimitives.ReadUInt64BigEndian(hash), BinaryPrimitives.ReadUInt64BigEndian(hash[8..]));
    }

    // Recursion ends at Limits.DepthMax, which the table has checked.
    private bool TryWrite(int index)
    {
        ref readonly var node = ref _table.Nodes[index];
        switch (node.Kind)
        {
            case JsonKind.Object:
                return TryWriteObject(index);
            case JsonKind.Array:
                return TryWriteArray(index);
            case JsonKind.String:
                Put((byte)'"');
                PutText(_table.Text(node));
                return true;
            case JsonKind.Number:
                _length += CanonicalNumber.Write(_table.Text(node), _output.AsSpan(_length));
                return true;
            default:
                Put(node.Kind switch { JsonKind.True => (byte)'t', JsonKind.False => (byte)'f', _ => (byte)'n' });
                return true;
        }
    }

    private bool TryWriteArray(int index)
    {
        Put((byte)'[');
        var end = _table.Nodes[index].End;
        for (var child = index + 1; child < end; child = _table.Nodes[child].End)
        {
            if (!TryWrite(child))
            {
                return false;
            }
        }

        Put((byte)']');
        return true;
    }

    private bool TryWriteObject(int index)
    {
        var members = Sorted(index);
        Put((byte)'{');
        for (var i = 0; i < members.Length; i++)
        {
            if (i > 0 && _table.CompareNames(members[i - 1], members[i]) == 0)
            {
                _duplicate = Math.Max(members[i], members[i - 1]);
                return false;
            }

            PutText(_table.Name(_table.Nodes[members[i]]));
            if (!TryWrite(members[i]))
            {
                return false;
            }
        }

        Put((byte)'}');
        _top -= members.Length;
        return true;
    }

    private ReadOnlySpan<int> Sorted(int index)
    {
        var nodes = _table.Nodes;
        var members = _members.AsSpan(_top, nodes[index].Count);
        _top += members.Length;
        var child = index + 1;
        for (var i = 0; i < members.Length; i++)
        {
            members[i] = child;
            child = nodes[child].End;
        }

        if (members.Length > SmallObject)
        {
            members.Sort(new ByName(_table));
            return members;
        }

        for (var i = 1; i < members.Length; i++)
        {
            var member = members[i];
            var place = i;
            for (; place > 0 && _table.CompareNames(members[place - 1], member) > 0; place--)
            {
                members[place] = members[place - 1];
            }

            members[place] = member;
        }

        return members;
    }

    private void Put(byte tag) => _output[_length++] = tag;

    private void PutText(ReadOnlySpan<byte> text)
    {
        var length = text.Length;
        for (; length > 0x7F; length >>= 7)
        {
            Put((byte)(0x80 | (length & 0x7F)));
        }

        Put((byte)length);
        text.CopyTo(_output.AsSpan(_length));
        _length += text.Length;
    }

    private readonly struct ByName(JsonTable table) : IComparer<int>
    {
        public int Compare(int x, int y) => table.CompareNames(x, y);
    }
}
