using System.Text;
using Clearance.Workload;

namespace Clearance.LoadTests.Open;

/// <summary>An event as the generator sends it.</summary>
internal sealed class OfferedEvent
{
    private const int KeyDigits = 11;

    private OfferedEvent(WorkloadEvent e, string declaration, string taxpayer)
    {
        (Stream, Json, AsksAbout) = (e.Stream, e.Json, e.AsksAbout);
        Declaration = declaration.Length > KeyDigits ? declaration[..KeyDigits] : declaration;
        Taxpayer = taxpayer;
        IsRegistration = e.Type == "DeclarationRegistered" && e.Fault is null;
        IsClearance = e.Type == "ClearanceRecorded";
        IsPayment = e.Type == "PaymentConfirmed";
    }

    /// <summary>Which way in.</summary>
    public string Stream { get; }

    /// <summary>The event, UTF-8.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    /// <summary>The declaration its sender asks about before it sends it.</summary>
    public string? AsksAbout { get; }

    /// <summary>The first declaration it names, by its key; empty: none.</summary>
    public string Declaration { get; }

    /// <summary>The taxpayer it names; empty: none.</summary>
    public string Taxpayer { get; }

    /// <summary>Whether a declaration is registered by it, or amended.</summary>
    public bool IsRegistration { get; }

    /// <summary>Whether customs let goods go.</summary>
    public bool IsClearance { get; }

    /// <summary>Whether money came in.</summary>
    public bool IsPayment { get; }

    /// <summary>Whether it is of the taxpayer that declares more than all others together.</summary>
    public bool IsBusiest { get; set; }

    /// <summary>Its key in its topic, as the contract has it; an event in a topic that is not its own has the one it has.</summary>
    public string Key => Stream == StreamNames.Declarations || Taxpayer.Length == 0 ? Declaration : Taxpayer;

    /// <summary>Its id, unique in its stream.</summary>
    public string Id => Member("\"id\":\""u8, Json.Span);

    /// <summary>Its stream and id, as decisions name what caused them.</summary>
    public string Name => $"{Stream}/{Id}";

    public static OfferedEvent Of(WorkloadEvent e) => new(
        e, Member("\"declaration\":\""u8, e.Json.Span), Member("\"taxpayer\":\""u8, e.Json.Span));

    /// <summary>The events are written without white space and nothing in them is escaped: a member's text is what stands behind its name.</summary>
    private static string Member(ReadOnlySpan<byte> name, ReadOnlySpan<byte> json)
    {
        var at = json.IndexOf(name);
        if (at < 0)
        {
            return "";
        }

        var text = json[(at + name.Length)..];
        return Encoding.ASCII.GetString(text[..text.IndexOf((byte)'"')]);
    }
}
