using Clearance.Workload;

namespace Clearance.LoadTests;

/// <summary>Groups of the common events, every taxpayer in turn: registrations, then their payments, and so on.</summary>
internal sealed class CommonGroups(int size, int taxpayers)
{
    private IReadOnlyList<CommonRow>? _registered;
    private long _sequence = 1;
    private int _taxpayer;

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
            planned[i] = new CommonRow(_sequence++, _taxpayer, 0);
            _taxpayer = (_taxpayer + 1) % taxpayers;
        }

        _registered = planned;
        return new CommonBatch(StreamNames.Declarations, [], planned);
    }
}
