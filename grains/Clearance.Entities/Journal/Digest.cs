using System.Numerics;

namespace Clearance.Entities;

/// <summary>A 64-bit digest of words, the same on every machine and in every release: it is stored.</summary>
/// <remarks>Rounds and constants are xxHash64's. Texts and lists count with their lengths, so none runs into the next.</remarks>
internal struct Digest
{
    private const ulong Prime1 = 0x9E3779B185EBCA87;
    private const ulong Prime2 = 0xC2B2AE3D27D4EB4F;
    private const ulong Prime3 = 0x165667B19E3779F9;
    private const ulong Prime4 = 0x85EBCA77C2B2AE63;
    private const ulong Prime5 = 0x27D4EB2F165667C5;

    private ulong _hash;

    public static Digest Begin() => new() { _hash = Prime5 };

    public void Add(ulong word)
    {
        unchecked
        {
            var round = BitOperations.RotateLeft(word * Prime2, 31) * Prime1;
            _hash = (BitOperations.RotateLeft(_hash ^ round, 27) * Prime1) + Prime4;
        }
    }

    public void Add(long value) => Add(unchecked((ulong)value));

    public void Add(bool value) => Add(value ? 1UL : 0);

    /// <summary>A value that may be absent: nothing, or something that is not nothing whatever it is.</summary>
    public void Add(long? value)
    {
        Add(value is not null);
        if (value is { } known)
        {
            Add(known);
        }
    }

    public void Add(string? text)
    {
        Add((long?)text?.Length);
        ulong word = 0;
        var units = 0;
        foreach (var unit in text.AsSpan())
        {
            word = (word << 16) | unit;
            if (++units % 4 == 0)
            {
                Add(word);
                word = 0;
            }
        }

        if (units % 4 != 0)
        {
            Add(word);
        }
    }

    public readonly ulong End()
    {
        unchecked
        {
            var hash = (_hash ^ (_hash >> 33)) * Prime2;
            hash = (hash ^ (hash >> 29)) * Prime3;
            return hash ^ (hash >> 32);
        }
    }
}
