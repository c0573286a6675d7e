using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Clearance.Domain;

/// <summary>What a JSON value is.</summary>
internal enum JsonKind : byte
{
    Null,
    False,
    True,
    Number,
    String,
    Array,
    Object,
}

/// <summary>One value of a <see cref="JsonTable"/>; its children follow it, up to <see cref="End"/>.</summary>
internal struct JsonCell
{
    public JsonKind Kind;

    /// <summary>Where the member's name is in the text; meaningless outside an object.</summary>
    public int NameStart;

    public int NameLength;

    /// <summary>The name's first 8 bytes as a number, big endian, zero-padded: most names differ in it.</summary>
    public ulong NameOrder;

    /// <summary>Where a string (unescaped, without quotes) or a number (as written) is in the text.</summary>
    public int Start;

    public int Length;

    /// <summary>How many children an array or object has.</summary>
    public int Count;

    /// <summary>The index of the first node behind this value.</summary>
    public int End;

    /// <summary>Where the next look-up among this object's members begins.</summary>
    public int Hint;
}

/// <summary>One event's JSON as a flat table of its values in document order, the root first.</summary>
/// <remarks>
/// The text is a copy of the event in which every escaped string is overwritten, at its own place, by its unescaped
/// form, which is never longer. One copy of a kilobyte is cheaper than two buffers that every look-up must tell apart.
/// </remarks>
internal sealed class JsonTable : IDisposable
{
    // Far beyond what is allowed, so that too deep an event gets our sentence and not the reader's.
    private const int ReaderDepth = Limits.DepthMax + 2;

    private const string LoneSurrogate = "The event has a \\u escape that is half of a surrogate pair.";

    private readonly byte[] _text;
    private JsonCell[] _nodes;
    private int _count;

    private JsonTable(ReadOnlySpan<byte> utf8)
    {
        _text = ArrayPool<byte>.Shared.Rent(utf8.Length);
        utf8.CopyTo(_text);
        TextLength = utf8.Length;
        _nodes = ArrayPool<JsonCell>.Shared.Rent(128);
    }

    /// <summary>How many bytes the event has.</summary>
    public int TextLength { get; }

    /// <summary>The values. When parsing stopped at a fault: those before it.</summary>
    public Span<JsonCell> Nodes => _nodes.AsSpan(0, _count);

    /// <summary>Whether there is a root and it is an object.</summary>
    public bool IsObject => _count > 0 && _nodes[0].Kind == JsonKind.Object;

    /// <summary>Parses an event; <paramref name="fault"/> says why it is not one JSON object, else null.</summary>
    public static JsonTable Parse(ReadOnlySpan<byte> utf8, out string? fault)
    {
        var table = new JsonTable(utf8);
        fault = Utf8.IsValid(utf8) ? null : "The event is not valid UTF-8.";
        var stopped = table.Fill(utf8);
        fault ??= stopped ?? (table.IsObject ? null : "The event is not a JSON object.");
        return table;
    }

    /// <summary>A string's unescaped bytes, or a number as written.</summary>
    public ReadOnlySpan<byte> Text(in JsonCell node) => _text.AsSpan(node.Start, node.Length);

    /// <summary>A member's unescaped name.</summary>
    public ReadOnlySpan<byte> Name(in JsonCell node) => _text.AsSpan(node.NameStart, node.NameLength);

    /// <summary>Finds a member by its name.</summary>
    /// <remarks>Sources write the members in the contract's order, and they are asked for in it: the search goes on
    /// where the last one ended, and is a single comparison.</remarks>
    public bool TryFind(int container, string name, out int member)
    {
        ref var parent = ref _nodes[container];
        member = parent.Hint;
        for (var seen = 0; seen < parent.Count; seen++)
        {
            if (member >= parent.End)
            {
                member = container + 1;
            }

            ref var node = ref _nodes[member];
            if (node.NameLength == name.Length && Ascii.Equals(Name(node), name))
            {
                parent.Hint = node.End;
                return true;
            }

            member = node.End;
        }

        return false;
    }

    /// <summary>A value's path for people, e.g. <c>lines[0].code</c>; names are cut short.</summary>
    public string PathOf(int value)
    {
        var path = new StringBuilder();
        var container = 0;
        while (container != value)
        {
            var element = container + 1;
            var index = 0;
            for (; _nodes[element].End <= value; element = _nodes[element].End)
            {
                index++;
            }

            _ = _nodes[container].Kind == JsonKind.Array
                ? path.Append('[').Append(index).Append(']')
                : path.Append(path.Length == 0 ? "" : ".").Append(Shorten(Name(_nodes[element])));
            container = element;
        }

        return path.ToString();
    }

    /// <summary>Text as UTF-16, cut to a length that fits a sentence.</summary>
    public static string Shorten(ReadOnlySpan<byte> utf8)
    {
        const int ShownMax = 40;
        var text = Encoding.UTF8.GetString(utf8[..Math.Min(utf8.Length, ShownMax * 4)]);
        return text.Length <= ShownMax ? text : $"{text.AsSpan(0, ShownMax)}…";
    }

    /// <summary>Compares two members' names, byte by byte.</summary>
    public int CompareNames(int left, int right)
    {
        ref readonly var x = ref _nodes[left];
        ref readonly var y = ref _nodes[right];
        return x.NameOrder != y.NameOrder ? x.NameOrder.CompareTo(y.NameOrder) : Name(x).SequenceCompareTo(Name(y));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_text);
        ArrayPool<JsonCell>.Shared.Return(_nodes);
    }

    private string? Fill(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = ReaderDepth });
        Span<int> open = stackalloc int[Limits.DepthMax];
        var depth = 0;
        string? fault = null;
        try
        {
            while (fault is null && reader.Read())
            {
                fault = Take(ref reader, open, ref depth);
            }
        }
        catch (JsonException e)
        {
            fault = $"The event is not valid JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}.";
        }

        // After a fault the containers still open end here, so that what was read can be looked up.
        while (depth > 0)
        {
            Close(open[--depth]);
        }

        return fault;
    }

    private string? Take(ref Utf8JsonReader reader, scoped Span<int> open, ref int depth)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                ref var member = ref Append();
                member.NameStart = (int)reader.TokenStartIndex + 1;
                var whole = TryUnescape(ref reader, out member.NameLength);
                member.NameOrder = OrderOf(Name(member));
                return whole ? null : LoneSurrogate;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                Close(open[--depth]);
                return null;
        }

        var inObject = depth > 0 && _nodes[open[depth - 1]].Kind == JsonKind.Object;
        ref var node = ref inObject ? ref _nodes[_count - 1] : ref Append();
        node.Kind = KindOf(reader.TokenType);
        node.End = _count;
        if (depth > 0)
        {
            _nodes[open[depth - 1]].Count++;
        }

        if (node.Kind >= JsonKind.Array)
        {
            node.Hint = _count;
            if (depth == Limits.DepthMax)
            {
                return $"The event is nested deeper than {Limits.DepthMax} levels.";
            }

            open[depth++] = _count - 1;
            return null;
        }

        node.Start = (int)reader.TokenStartIndex + (node.Kind == JsonKind.String ? 1 : 0);
        return TryUnescape(ref reader, out node.Length) ? null : LoneSurrogate;
    }

    private bool TryUnescape(ref Utf8JsonReader reader, out int length)
    {
        length = reader.ValueSpan.Length;
        return !reader.ValueIsEscaped
            || JsonEscapes.TryUnescape(reader.ValueSpan, _text.AsSpan((int)reader.TokenStartIndex + 1), out length);
    }

    private void Close(int container) => _nodes[container].End = _count;

    private ref JsonCell Append()
    {
        if (_count == _nodes.Length)
        {
            var larger = ArrayPool<JsonCell>.Shared.Rent(_count * 2);
            Nodes.CopyTo(larger);
            ArrayPool<JsonCell>.Shared.Return(_nodes);
            _nodes = larger;
        }

        _nodes[_count] = default;
        return ref _nodes[_count++];
    }

    private static ulong OrderOf(ReadOnlySpan<byte> name)
    {
        if (name.Length >= sizeof(ulong))
        {
            return BinaryPrimitives.ReadUInt64BigEndian(name);
        }

        ulong order = 0;
        foreach (var b in name)
        {
            order = (order << 8) | b;
        }

        return name.IsEmpty ? 0 : order << (8 * (sizeof(ulong) - name.Length));
    }

    private static JsonKind KindOf(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => JsonKind.Object,
        JsonTokenType.StartArray => JsonKind.Array,
        JsonTokenType.String => JsonKind.String,
        JsonTokenType.Number => JsonKind.Number,
        JsonTokenType.True => JsonKind.True,
        JsonTokenType.False => JsonKind.False,
        _ => JsonKind.Null,
    };
}
