namespace Clearance.Workload;

/// <summary>A declaration of the day, as its owner would describe it.</summary>
internal sealed class Shipment
{
    public required Trader Trader { get; init; }

    /// <summary>The first 11 digits.</summary>
    public required string Key { get; init; }

    public required string Office { get; init; }

    public required bool IsExport { get; init; }

    public required bool IsLowValue { get; init; }

    public required string Procedure { get; init; }

    /// <summary>From the day's midnight.</summary>
    public required TimeSpan Registered { get; init; }

    public required DateTimeOffset RegisteredAt { get; init; }

    public required int Channel { get; init; }

    public required bool Specialised { get; init; }

    public required string Term { get; init; }

    public required string Invoice { get; init; }

    public required string BillOfLading { get; init; }

    public string? ReleaseRequested { get; init; }

    public string? Exemption { get; init; }

    /// <summary>The letter it names, with term A or B.</summary>
    public LetterReference? Letter { get; set; }

    /// <summary>Its lines; an amendment changes them.</summary>
    public required IReadOnlyList<DutyLine> Lines { get; set; }

    /// <summary>What keeps the goods until it is covered.</summary>
    public long Payable => Lines.Where(line => line.Blocks).Sum(line => line.Amount);

    public bool IsInspected => Channel > 1 || Specialised;
}
