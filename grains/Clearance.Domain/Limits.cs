namespace Clearance.Domain;

/// <summary>Every limit of the contract, with its unit (contract.md §1).</summary>
public static class Limits
{
    /// <summary>The greatest amount of one line, row or guarantee, in đồng.</summary>
    public const long AmountMax = 9_000_000_000_000_000;

    /// <summary>The greatest sum the engine keeps, in đồng; an event that would pass it is <see cref="RejectionCode.InvalidAmount"/>.</summary>
    public const long SumMax = 9_000_000_000_000_000_000;

    /// <summary>The most lines of one declaration.</summary>
    public const int LinesMax = 64;

    /// <summary>The most rows of one payment.</summary>
    public const int RowsMax = 200;

    /// <summary>The most bytes of one event.</summary>
    public const int EventBytesMax = 64 * 1024;

    /// <summary>The deepest nesting of one event, the event's own object counted as 1.</summary>
    public const int DepthMax = 8;

    /// <summary>The longest event id, in characters.</summary>
    public const int IdLengthMax = 64;

    /// <summary>The most events of one call.</summary>
    public const int EventsPerCallMax = 1000;
}
