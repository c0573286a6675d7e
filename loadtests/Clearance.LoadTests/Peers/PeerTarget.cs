namespace Clearance.LoadTests.Peers;

/// <summary>How the engine is to stand beside a peer.</summary>
/// <param name="Letter">Which peer.</param>
/// <param name="Least">The engine's decisions per CPU-second over the peer's, at least; null: nothing was aimed at.</param>
/// <param name="Words">That, for people.</param>
internal sealed record PeerTarget(string Letter, double? Least, string Words)
{
    private static readonly PeerTarget[] All =
    [
        new("(a)", 10, "10 times"),
        new("(b)", 3, "3 times"),
        new("(d)", 0.5, "half"),
        new("(d), SQLite", 0.5, "half"),
        new("(e)", 0.8, "80 %"),
    ];

    /// <summary>That of a peer.</summary>
    public static PeerTarget Of(string letter) => Array.Find(All, it => it.Letter == letter) ?? new(letter, null, "none");

    /// <summary>What there is to say of a ratio.</summary>
    public string Judge(double ratio) => Least is null ? "" : ratio >= Least ? $"target: {Words}, met" : $"target: {Words}, MISSED";
}
