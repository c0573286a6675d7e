namespace Clearance.LocalHost;

/// <summary>Numbers of a seed (SplitMix64): the same on every machine and in every version.</summary>
public struct SeededChoice(ulong seed)
{
    private const ulong Step = 0x9E3779B97F4A7C15;

    private ulong state = Mix(seed ^ Step);

    /// <summary>A number below a bound.</summary>
    public int Next(int below)
    {
        state = unchecked(state + Step);
        return Below(state, below);
    }

    /// <summary>What a number that was drawn, or made, says when asked for one below a bound.</summary>
    public static int Below(ulong drawn, int below) => (int)(Mix(drawn) % (ulong)below);

    /// <summary>Scatters a number.</summary>
    public static ulong Mix(ulong number)
    {
        unchecked
        {
            number = (number ^ (number >> 30)) * 0xBF58476D1CE4E5B9;
            number = (number ^ (number >> 27)) * 0x94D049BB133111EB;
            return number ^ (number >> 31);
        }
    }
}
