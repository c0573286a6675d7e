namespace Clearance.LoadTests.Open.Limits;

/// <summary>Looks for the greatest rate that is carried: doubles until one is not, or halves until one is, and then goes between the two.</summary>
/// <param name="first">The rate tried first.</param>
/// <param name="precision">When the least rate that is not carried is no more than this part above the greatest that is, it is over.</param>
/// <param name="most">Tries at most.</param>
internal sealed class LimitSearch(double first, double precision, int most)
{
    private readonly double _first = first;
    private double _next = first;
    private int _tries;

    /// <summary>The greatest rate that was carried; 0: none was.</summary>
    public double Limit { get; private set; }

    /// <summary>The least that was not.</summary>
    public double TooMuch { get; private set; } = double.PositiveInfinity;

    /// <summary>Whether it is over.</summary>
    public bool IsOver => _tries >= most || (Limit > 0 && TooMuch <= Limit * (1 + precision)) || _next < _first / 256;

    /// <summary>What is tried next.</summary>
    public double Next => _next;

    /// <summary>Whether it was carried.</summary>
    public void Tell(bool carried)
    {
        _tries++;
        if (carried)
        {
            Limit = Math.Max(Limit, _next);
        }
        else
        {
            TooMuch = Math.Min(TooMuch, _next);
        }

        _next = double.IsPositiveInfinity(TooMuch) ? Limit * 2 : Limit == 0 ? TooMuch / 2 : (Limit + TooMuch) / 2;
    }
}
