namespace Clearance.Entities;

/// <summary>A key a unit writes under; two units with one in common never share a group.</summary>
/// <param name="Table">Which kind of key, so that equal values of two kinds stay apart.</param>
/// <param name="Text">The key, when it is text.</param>
/// <param name="High">The key's first half, when it is a number.</param>
/// <param name="Low">The second half.</param>
internal readonly record struct UnitKey(UnitKeyTable Table, string? Text, ulong High, ulong Low)
{
    /// <inheritdoc/>
    public bool Equals(UnitKey other) =>
        Low == other.Low && High == other.High && Table == other.Table && string.Equals(Text, other.Text, StringComparison.Ordinal);

    /// <inheritdoc/>
    /// <remarks>Of its value alone, for equal values of two kinds are rare: every commit asks a few times.</remarks>
    public override int GetHashCode() => Text is null ? (High ^ Low).GetHashCode() : Text.GetHashCode(StringComparison.Ordinal);
}

/// <summary>The kinds of <see cref="UnitKey"/>.</summary>
internal enum UnitKeyTable : byte
{
    Taxpayer = 1,
    Identity = 2,
    Event = 3,
    Intent = 4,
    Journal = 5,
}

/// <summary>The keys and the weight of a unit.</summary>
internal static class UnitKeys
{
    /// <summary>What a row costs beyond its body, roughly.</summary>
    private const int RowOverheadBytes = 64;

    /// <summary>Every key of a unit; one may be there twice.</summary>
    public static UnitKey[] Of(CommitUnit unit)
    {
        var count = (unit.Ledger is null ? 0 : 1) + unit.Identities.Count + unit.Events.Count + unit.Answers.Count
            + unit.Intents.Count + unit.Delivered.Count + unit.Journal.Count + JudgedCount(unit);
        var keys = new UnitKey[count];
        var next = 0;
        if (unit.Ledger is { } ledger)
        {
            keys[next++] = new UnitKey(UnitKeyTable.Taxpayer, ledger.Taxpayer.Value, 0, 0);
        }

        foreach (var identity in unit.Identities)
        {
            keys[next++] = new UnitKey(UnitKeyTable.Identity, null, 0, (ulong)identity.Key.Value);
        }

        foreach (var record in unit.Events)
        {
            keys[next++] = new UnitKey(UnitKeyTable.Event, null, record.Id.High, record.Id.Low);
        }

        foreach (var record in unit.Answers)
        {
            keys[next++] = new UnitKey(UnitKeyTable.Event, null, record.Id.High, record.Id.Low);
        }

        foreach (var intent in unit.Intents)
        {
            keys[next++] = new UnitKey(UnitKeyTable.Intent, intent.Key, 0, 0);
        }

        foreach (var delivered in unit.Delivered)
        {
            keys[next++] = new UnitKey(UnitKeyTable.Intent, delivered, 0, 0);
        }

        foreach (var entry in unit.Journal)
        {
            keys[next++] = new UnitKey(UnitKeyTable.Journal, null, (ulong)entry.Declaration.Value, (ulong)entry.Sequence);
        }

        foreach (var resumed in unit.Resumed)
        {
            if (resumed.Judged is { } judged)
            {
                keys[next++] = new UnitKey(UnitKeyTable.Event, null, judged.Id.High, judged.Id.Low);
            }
        }

        return keys;
    }

    private static int JudgedCount(CommitUnit unit)
    {
        var count = 0;
        foreach (var resumed in unit.Resumed)
        {
            count += resumed.Judged is null ? 0 : 1;
        }

        return count;
    }

    /// <summary>About how many bytes a unit writes.</summary>
    public static long BytesOf(CommitUnit unit)
    {
        long bytes = RowOverheadBytes + (unit.Ledger?.Head.Length ?? 0);
        foreach (var row in unit.Ledger?.Rows ?? [])
        {
            bytes += RowOverheadBytes + row.Body.Length;
        }

        foreach (var identity in unit.Identities)
        {
            bytes += RowOverheadBytes + identity.Body.Length;
        }

        foreach (var intent in unit.Intents)
        {
            bytes += RowOverheadBytes + intent.Body.Length;
        }

        foreach (var entry in unit.Journal)
        {
            bytes += RowOverheadBytes + entry.Hash.Length + entry.Body.Length;
        }

        foreach (var letter in unit.DeadLetters)
        {
            bytes += RowOverheadBytes + letter.Raw.Length;
        }

        foreach (var parked in unit.Parked)
        {
            bytes += RowOverheadBytes + parked.Body.Length;
        }

        return bytes + ((unit.Events.Count + unit.Answers.Count + unit.Delivered.Count + unit.Resumed.Count) * (long)RowOverheadBytes);
    }
}
