namespace Clearance.Storage;

/// <summary>Goes once through a set of keys in their order, some with each transaction.</summary>
/// <remarks>The keys are sorted beside the writer. What a transaction took comes again if it is undone.</remarks>
/// <typeparam name="T">The keys.</typeparam>
internal sealed class SortCursor<T>(Func<T[]> sort)
{
    private readonly Task<T[]> _sorted = Task.Run(sort);
    private int _taken;
    private int _kept;

    /// <summary>Whether every key was taken; the transaction that took the last ones may yet be undone.</summary>
    public bool AtEnd => _sorted.IsCompleted && _taken == _sorted.Result.Length;

    /// <summary>The next keys, fewer or none at the end and while they are being sorted.</summary>
    public ReadOnlySpan<T> Take(int most)
    {
        if (!_sorted.IsCompleted)
        {
            return [];
        }

        var from = _taken;
        _taken = Math.Min(_sorted.Result.Length, from + most);
        return _sorted.Result.AsSpan(from.._taken);
    }

    /// <summary>The transaction committed.</summary>
    public void Keep() => _kept = _taken;

    /// <summary>The transaction was undone.</summary>
    public void Undo() => _taken = _kept;
}
