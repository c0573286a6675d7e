using Clearance.Workload;

namespace Clearance.LoadTests;

/// <summary>Groups of the common events, every taxpayer in turn: registrations, then their payments, and so on.</summary>
/// <param name="size">How many events to a group.</param>
/// <param name="taxpayers">Whose, at least as many.</param>
/// <param name="sequence">The first declaration's sequence.</param>
internal sealed class CommonGroups(int size, int[] taxpayers, long sequence)
{
    private IReadOnlyList<CommonRow>? _registered;
    private long _sequence = sequence;
    private int _next;

    /// <summary>The next group; it names no taxpayer twice.</summary>
    public CommonBatch Next()
    {
        if (_registered is { } rows)
        {
            _registered = null;
            return new CommonBatch(StreamNames.Payments, [], rows);
        }

        var planned = new CommonRow[size];
        for (var i = 0; i < size; i++)
        {
            planned[i] = new CommonRow(_sequence++, taxpayers[_next], 0);
            _next = (_next + 1) % taxpayers.Length;
        }

        _registered = planned;
        return new CommonBatch(StreamNames.Declarations, [], planned);
    }
}
