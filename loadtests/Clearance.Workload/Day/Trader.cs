namespace Clearance.Workload;

/// <summary>A taxpayer of the day.</summary>
internal sealed class Trader(string id, string bank, string office)
{
    public string Id { get; } = id;

    /// <summary>Where it keeps its account.</summary>
    public string Bank { get; } = bank;

    /// <summary>Where it usually declares.</summary>
    public string Office { get; } = office;

    public bool HasPriority { get; init; }

    /// <summary>The reference of its general guarantee, if it has one.</summary>
    public LetterReference? General { get; init; }

    /// <summary>Its declarations, in order of registration.</summary>
    public List<Shipment> Shipments { get; } = [];

    /// <summary>Rows waiting for the slip that pays them together.</summary>
    public Slip? OpenSlip { get; set; }
}

/// <summary>A slip being written.</summary>
internal sealed record Slip(TimeSpan At, IReadOnlyList<SlipRow> Rows, int Declarations);
