using System.Text.Json;
using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>A journal entry as subscribers are sent it. What several of them need is made once.</summary>
internal sealed class PushedEntry(JournalRecord record)
{
    private byte[]? decision;
    private Subject? subject;

    /// <summary>The entry.</summary>
    public JournalRecord Record => record;

    /// <summary>The message <c>DecisionChanged</c>.</summary>
    public byte[] Decision => decision ??= JournalEntry.ToMessage(record.Entry);

    /// <summary>The message <c>ObligationChanged</c>, once somebody has looked; null: nothing to be paid has changed.</summary>
    public byte[]? Obligation { get; private set; }

    /// <summary>Whether somebody has looked.</summary>
    public bool IsObligationKnown { get; private set; }

    /// <summary>Whose decision it is, and what was decided.</summary>
    public Subject About => subject ??= Subject.Of(record.Entry.Body);

    /// <summary>What somebody found who looked.</summary>
    public void KeepObligation(byte[]? message) => (Obligation, IsObligationKnown) = (message, true);

    /// <summary>What subscribers choose by.</summary>
    /// <param name="Taxpayer">The owner's id; null while nothing is registered.</param>
    /// <param name="Outcome">The outcome's name.</param>
    internal sealed record Subject(string? Taxpayer, string? Outcome)
    {
        public static Subject Of(byte[] entry)
        {
            using var json = JsonDocument.Parse(entry);
            var decision = json.RootElement.GetProperty("decision");
            return new Subject(decision.GetProperty("taxpayer").GetString(), decision.GetProperty("outcome").GetString());
        }
    }
}

/// <summary>Which entries a subscriber wants; what is null does not matter.</summary>
/// <param name="Declaration">Of this declaration only.</param>
/// <param name="Taxpayer">Of declarations of this taxpayer only.</param>
/// <param name="Outcome">With this outcome only.</param>
internal sealed record PushFilter(DeclarationKey? Declaration, TaxpayerId? Taxpayer, string? Outcome)
{
    private static readonly string[] Outcomes = [.. Enum.GetValues<Outcome>().Select(static outcome => DecisionNames.Of(outcome).Value)];

    /// <summary>Reads it.</summary>
    /// <exception cref="ProblemException">A part of it is malformed.</exception>
    public static PushFilter Of(HttpRequest request) => new(
        RequestReader.Value(request, "declaration") is { } number ? RequestReader.Declaration(number, "declaration") : null,
        RequestReader.Value(request, "taxpayer") is { } id ? RequestReader.Taxpayer(id, "taxpayer") : null,
        RequestReader.Value(request, "outcome") is not { } outcome ? null
            : Outcomes.Contains(outcome) ? outcome
            : throw RequestReader.Malformed("outcome", "It is an outcome of a decision, such as clear or hold."));

    /// <summary>Whether it wants an entry.</summary>
    public bool Wants(PushedEntry entry) =>
        (Declaration is null || entry.Record.Entry.Declaration == Declaration)
        && (Taxpayer is null || entry.About.Taxpayer == Taxpayer.Value.Value)
        && (Outcome is null || entry.About.Outcome == Outcome);
}
