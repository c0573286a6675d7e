namespace Clearance.Workload;

/// <summary>The shape of a day. Shares are of declarations unless they say otherwise.</summary>
/// <remarks>
/// Channels are those of January to August 2025 (green 65.7 %, yellow 31.6 %, red 2.7 %); the day's curve puts 15–20 % of the
/// day into its busiest hour. The other shares are believable rather than known.
/// </remarks>
public sealed record WorkloadProfile
{
    /// <summary>Same seed, same day: same events, byte for byte.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The legal date that is played.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>How many declarations are registered.</summary>
    public int Declarations { get; init; } = 2_500;

    /// <summary>How many taxpayers register them.</summary>
    public int Taxpayers { get; init; } = 400;

    /// <summary>How unequal taxpayers are: the exponent of Zipf's law.</summary>
    public double TaxpayerSkew { get; init; } = 0.9;

    /// <summary>What the busiest taxpayer declares beside its share by Zipf's law: half of all, where one importer is as large as the others together.</summary>
    public double Busiest { get; init; }

    /// <summary>Of taxpayers that declare nothing in the day nothing is said: of a whole country's most say nothing.</summary>
    public bool SilentUnlessDeclaring { get; init; }

    /// <summary>The number of the first taxpayer, for days that follow one another with the same ones; null: by the seed.</summary>
    public int? FirstTaxpayer { get; init; }

    /// <summary>The first declaration's sequence, so that none of another day is declared again; null: by the seed.</summary>
    public long? FirstSequence { get; init; }

    /// <summary>Exports.</summary>
    public double Exports { get; init; } = 0.3;

    /// <summary>Low-value consignments, of imports and of exports.</summary>
    public double LowValue { get; init; } = 0.2;

    /// <summary>Term A, a separate guarantee.</summary>
    public double TermA { get; init; } = 0.08;

    /// <summary>Term B, a general guarantee, of the taxpayers that have one.</summary>
    public double TermB { get; init; } = 0.5;

    /// <summary>Term C by taxpayers without priority, wrongly.</summary>
    public double TermCWrongly { get; init; } = 0.01;

    /// <summary>Yellow channel.</summary>
    public double Yellow { get; init; } = 0.316;

    /// <summary>Red channel.</summary>
    public double Red { get; init; } = 0.027;

    /// <summary>Specialised inspection.</summary>
    public double Specialised { get; init; } = 0.06;

    /// <summary>Release requested, of those that are inspected.</summary>
    public double ReleaseRequested { get; init; } = 0.2;

    /// <summary>Amended once or twice.</summary>
    public double Amended { get; init; } = 0.05;

    /// <summary>Cancelled before clearance.</summary>
    public double Cancelled { get; init; } = 0.006;

    /// <summary>Tax changed by a decision after clearance.</summary>
    public double Adjusted { get; init; } = 0.02;

    /// <summary>Not paid on the day, of what is to be paid.</summary>
    public double Unpaid { get; init; } = 0.06;

    /// <summary>Paid in two or three parts, of what is paid.</summary>
    public double InParts { get; init; } = 0.12;

    /// <summary>Paid by one slip with others of the taxpayer, of what is paid.</summary>
    public double Slips { get; init; } = 0.25;

    /// <summary>Paid too much, of what is paid.</summary>
    public double Overpaid { get; init; } = 0.02;

    /// <summary>Paid with a mis-keyed declaration number, of what is paid.</summary>
    public double MisKeyed { get; init; } = 0.01;

    /// <summary>Paid to a sub-item the declaration does not have, of what is paid.</summary>
    public double Misdirected { get; init; } = 0.01;

    /// <summary>Payments cancelled with customs' consent, of payments.</summary>
    public double PaymentsCancelled { get; init; } = 0.006;

    /// <summary>Sent twice, of events.</summary>
    public double Duplicates { get; init; } = 0.01;

    /// <summary>Arriving late and out of order, of events.</summary>
    public double Reordered { get; init; } = 0.02;

    /// <summary>Wrong in form or sent with other content under a known id, of events.</summary>
    public double Faults { get; init; } = 0.005;

    /// <summary>Priority (AEO), of taxpayers.</summary>
    public double Priority { get; init; } = 0.05;

    /// <summary>With a general guarantee, of taxpayers.</summary>
    public double GeneralGuarantees { get; init; } = 0.2;

    /// <summary>Under a stop-customs decision in the morning, of taxpayers.</summary>
    public double Enforced { get; init; } = 0.03;

    /// <summary>Suspended or closing, of taxpayers.</summary>
    public double NotActive { get; init; } = 0.015;
}
