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
    private static readonly string[] Outcomes = [.. Enum.GetNames<Outcome>().Select(static name => name.ToLowerInvariant())];

    /// <summary>Reads it.</summary>
    /// <exception cref="ProblemException">A part of it is malformed.</exception>
    public static PushFilter Of(HttpRequest request) => new(
        JournalRequest.Value(request, "declaration") is not { } number ? null
            : DeclarationKey.TryParseEither(number, out var key) ? key
            : throw new ProblemException(new Problem(
                StatusCodes.Status400BadRequest, nameof(RejectionCode.InvalidDeclarationNumber), RequestReader.DeclarationRule, "declaration")),
        JournalRequest.Value(request, "taxpayer") is not { } text ? null
            : TaxpayerId.TryParse(text, out var id) ? id
            : throw new ProblemException(new Problem(
                StatusCodes.Status400BadRequest, nameof(RejectionCode.InvalidTaxpayerId),
                "A taxpayer id has 10 digits with their check digit, 13 for a branch, or 12 for a person.", "taxpayer")),
        JournalRequest.Value(request, "outcome") is not { } outcome ? null
            : Outcomes.Contains(outcome) ? outcome
            : throw JournalRequest.Malformed("outcome", "It is an outcome of a decision, such as clear or hold."));

    /// <summary>Whether it wants an entry.</summary>
    public bool Wants(PushedEntry entry) =>
        (Declaration is null || entry.Record.Entry.Declaration == Declaration)
        && (Taxpayer is null || entry.About.Taxpayer == Taxpayer.Value.Value)
        && (Outcome is null || entry.About.Outcome == Outcome);
}
