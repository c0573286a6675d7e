namespace Clearance.LoadTests.Open.Ways;

/// <summary>Declarations the engine has said it has: those that questions are about.</summary>
internal sealed class KnownDeclarations(int most)
{
    private readonly string[] _keys = new string[most];
    private int _added;
    private int _count;

    /// <summary>Adds one.</summary>
    public void Add(string key)
    {
        var at = Interlocked.Increment(ref _added) - 1;
        if (at < _keys.Length)
        {
            Volatile.Write(ref _keys[at], key);
            Interlocked.Increment(ref _count);
        }
    }

    /// <summary>One of them, another for each number; null while there is none.</summary>
    public string? Pick(int number)
    {
        var count = Volatile.Read(ref _count);
        return count == 0 ? null : Volatile.Read(ref _keys[(int)((Scattered(number) * (ulong)count) >> 32)]);
    }

    private static ulong Scattered(int number) => unchecked((uint)number * 2_654_435_761u);
}
