namespace Clearance.Domain;

/// <summary>The first fault found in an event, which is the one named (contract.md §1, Rejections).</summary>
internal sealed class Verdict
{
    /// <summary>The first fault; null while there is none.</summary>
    public Rejection? Rejection { get; private set; }

    /// <summary>Names a fault, unless one was named before.</summary>
    public void Refuse(RejectionCode code, string path, string detail) =>
        Rejection ??= new Rejection(code, path, detail);
}

/// <summary>
/// The members of one object of an event, asked for by name and type in the contract's order. The first fault decides:
/// after it every question answers <c>default</c> without looking, so that a reader is a plain list of members.
/// </summary>
internal readonly partial struct EventFields
{
    /// <summary>The longest text of a decision, a consent, a name or a document number, in characters.</summary>
    public const int TextMax = 64;

    private readonly JsonTable _table;
    private readonly Verdict _verdict;
    private readonly int _object;

    // Where this object is: nothing at the root, lines[3] for an element, guarantee for a member.
    private readonly string? _container;
    private readonly int? _element;

    /// <summary>The members of an event's own object.</summary>
    public EventFields(JsonTable table, Verdict verdict)
        : this(table, verdict, 0, null, null)
    {
    }

    private EventFields(JsonTable table, Verdict verdict, int @object, string? container, int? element)
    {
        _table = table;
        _verdict = verdict;
        _object = @object;
        _container = container;
        _element = element;
    }

    /// <summary>Whether a fault was found, here or in any other object of the event.</summary>
    public bool Failed => _verdict.Rejection is not null;

    /// <summary>Names a fault of a member.</summary>
    public void Refuse(RejectionCode code, string name, string detail) =>
        _verdict.Refuse(code, PathOf(name), $"{PathOf(name)} {detail}");

    /// <summary>A member that must be an object.</summary>
    public EventFields Nested(string name)
    {
        if (Required(name, out var member) && Is(JsonKind.Object, member, name, "must be an object"))
        {
            return new EventFields(_table, _verdict, member, name, null);
        }

        return this;
    }

    /// <summary>Whether an optional member is there and not null.</summary>
    public bool Has(string name) => Given(name, out _);

    /// <summary>A member that must be an array of objects, of which it yields each until a fault is found.</summary>
    /// <param name="name">The member.</param>
    /// <param name="most">More are <see cref="RejectionCode.TooManyRows"/>, judged before any is looked at.</param>
    /// <param name="count">How many there are; 0 after a fault.</param>
    public Elements Objects(string name, int most, out int count)
    {
        count = 0;
        if (!Required(name, out var array) || !Is(JsonKind.Array, array, name, "must be an array"))
        {
            return default;
        }

        var length = _table.Nodes[array].Count;
        if (length > most)
        {
            Refuse(RejectionCode.TooManyRows, name, $"has {length} elements; at most {most} are allowed.");
            return default;
        }

        count = length;
        return new Elements(this, name, array);
    }

    private bool Required(string name, out int member)
    {
        if (Given(name, out member))
        {
            return true;
        }

        Refuse(RejectionCode.MissingField, name, "is required and is absent or null.");
        return false;
    }

    private bool Given(string name, out int member)
    {
        member = 0;
        return !Failed && _table.TryFind(_object, name, out member) && _table.Nodes[member].Kind != JsonKind.Null;
    }

    private bool Is(JsonKind kind, int member, string name, string rule)
    {
        if (_table.Nodes[member].Kind == kind)
        {
            return true;
        }

        Refuse(RejectionCode.InvalidValue, name, $"{rule}, and is {Shown(member)}.");
        return false;
    }

    private ReadOnlySpan<byte> Text(int member) => _table.Text(_table.Nodes[member]);

    private bool IsString(int member) => _table.Nodes[member].Kind == JsonKind.String;

    private string PathOf(string name) =>
        _container is null ? name : _element is null ? $"{_container}.{name}" : $"{_container}[{_element}].{name}";

    // What was written, short enough for a sentence.
    private string Shown(int member)
    {
        ref readonly var node = ref _table.Nodes[member];
        switch (node.Kind)
        {
            case JsonKind.Object:
                return "an object";
            case JsonKind.Array:
                return "an array";
            case JsonKind.Null:
                return "null";
            case JsonKind.True:
                return "true";
            case JsonKind.False:
                return "false";
        }

        var text = JsonTable.Shorten(_table.Text(node));
        return node.Kind == JsonKind.Number ? text : $"'{text}'";
    }

    /// <summary>The objects of an array.</summary>
    internal struct Elements
    {
        private readonly EventFields _owner;
        private readonly string _name;
        private readonly int _array;
        private int _next;
        private int _index;

        public Elements(EventFields owner, string name, int array)
        {
            _owner = owner;
            _name = name;
            _array = array;
            _next = array + 1;
            _index = -1;
        }

        public EventFields Current { get; private set; }

        public readonly Elements GetEnumerator() => this;

        public bool MoveNext()
        {
            if (_name is null || _owner.Failed || _next >= _owner._table.Nodes[_array].End)
            {
                return false;
            }

            var element = _next;
            _index++;
            _next = _owner._table.Nodes[element].End;
            if (!_owner.Is(JsonKind.Object, element, $"{_name}[{_index}]", "must be an object"))
            {
                return false;
            }

            Current = new EventFields(_owner._table, _owner._verdict, element, _name, _index);
            return true;
        }
    }
}
