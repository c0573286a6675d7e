using System.Collections.Immutable;

namespace Clearance.Domain;

/// <summary>What kind of fact stands behind a reason. Names are wire values.</summary>
public enum EvidenceKind : byte
{
    /// <summary>A payment on a line that misses something, or to no line.</summary>
    Payment = 0,

    /// <summary>Surplus that officers applied to such a line.</summary>
    Move = 1,

    /// <summary>A decision that set such a line.</summary>
    Adjustment = 2,

    /// <summary>An inspection's result.</summary>
    Inspection = 3,

    /// <summary>The taxpayer's status.</summary>
    Status = 4,

    /// <summary>A stop-customs decision.</summary>
    Enforcement = 5,

    /// <summary>A priority decision.</summary>
    Priority = 6,

    /// <summary>A debt of another declaration.</summary>
    Debt = 7,

    /// <summary>The letter of guarantee.</summary>
    Guarantee = 8,

    /// <summary>The declaration as it is registered, its current amendment.</summary>
    Registration = 9,
}

/// <summary>A fact behind a reason, as far as the state keeps it.</summary>
/// <param name="Kind">What kind.</param>
/// <param name="Event">The event that brought it; null where the state keeps the fact and not its event.</param>
/// <param name="Subject">What it is about: a line, a row, a decision's number, a declaration, a letter, an aspect, a status.</param>
public sealed record Evidence(EvidenceKind Kind, string? Event, string Subject);

/// <summary>Finds the facts behind a reason: a pure function of what the decision was made of.</summary>
public static class ReasonEvidence
{
    /// <summary>The evidence of a reason, in a fixed order; none where no decision could be made.</summary>
    /// <param name="reason">The reason.</param>
    /// <param name="declaration">The declaration it holds.</param>
    /// <param name="standing">Its taxpayer's standing.</param>
    /// <param name="on">The date the decision was made for.</param>
    public static ImmutableArray<Evidence> Of(HoldReason reason, Declaration declaration, Standing standing, DateOnly on) => reason.Code switch
    {
        ReasonCode.DecisionUnavailable => [],
        ReasonCode.DeclarationLapsed or ReasonCode.InspectionPending or ReasonCode.GuaranteeRequired => [Registered(declaration)],
        ReasonCode.TaxpayerNotActive => Latest(EvidenceKind.Status, standing.Status, on, static status => status.ToString().ToLowerInvariant()),
        ReasonCode.EnforcementStop => InForce(standing.Enforcement, on),
        ReasonCode.OverdueDebt =>
            [.. reason.Debts.Select(static debt => new Evidence(EvidenceKind.Debt, null, $"{debt.Declaration} {debt.Line}"))],
        ReasonCode.InspectionFailed => Failed(declaration.Facts),
        ReasonCode.TermNotAllowed => [.. Priority(standing, declaration), .. Lines(reason, declaration)],
        ReasonCode.GuaranteeNotFound or ReasonCode.GuaranteeRevoked or ReasonCode.GuaranteeNotYetEffective
            or ReasonCode.GuaranteeExpired or ReasonCode.GuaranteeOfficeNotCovered or ReasonCode.GuaranteeMismatch
            or ReasonCode.GuaranteeInsufficient => Letter(reason, standing),
        ReasonCode.TaxUnpaid or ReasonCode.FineUnpaid => Lines(reason, declaration),
        ReasonCode.PaymentMisdirected =>
            [.. reason.Rows.Select(static row => new Evidence(EvidenceKind.Payment, row.Row.Payment, $"row {row.Row.Row}, {row.Line}"))],
    };

    private static Evidence Registered(Declaration declaration) =>
        new(EvidenceKind.Registration, null, $"{declaration.Key}{declaration.Registration.Amendment}");

    private static ImmutableArray<Evidence> Latest<T>(EvidenceKind kind, Dated<T> facts, DateOnly on, Func<T, string> subject)
    {
        for (var i = facts.Facts.Length - 1; i >= 0; i--)
        {
            if (facts.Facts[i].EffectiveFrom <= on)
            {
                return [new Evidence(kind, facts.Facts[i].Stamp.Id, subject(facts.Facts[i].Value))];
            }
        }

        return [];
    }

    private static ImmutableArray<Evidence> InForce(ImmutableSortedDictionary<string, Dated<bool>> decisions, DateOnly on) =>
    [
        .. decisions.Where(pair => pair.Value.On(on, false))
            .SelectMany(pair => Latest(EvidenceKind.Enforcement, pair.Value, on, _ => pair.Key)),
    ];

    /// <summary>What was known of priority on the registration date: not in force, or the reason would not be there.</summary>
    private static IEnumerable<Evidence> Priority(Standing standing, Declaration declaration) => standing.Priority
        .SelectMany(pair => Latest(EvidenceKind.Priority, pair.Value, declaration.Registration.Date, _ => pair.Key));

    private static ImmutableArray<Evidence> Failed(DeclarationFacts facts)
    {
        var evidence = ImmutableArray.CreateBuilder<Evidence>();
        if (facts.Goods is { Passed: false } goods)
        {
            evidence.Add(new Evidence(EvidenceKind.Inspection, goods.Stamp.Id, "goods"));
        }

        if (facts.Specialised is { Passed: false } specialised)
        {
            evidence.Add(new Evidence(EvidenceKind.Inspection, specialised.Stamp.Id, "specialised"));
        }

        return evidence.DrainToImmutable();
    }

    private static ImmutableArray<Evidence> Letter(HoldReason reason, Standing standing) =>
        reason.Guarantee is { } named
            ? [new Evidence(
                EvidenceKind.Guarantee, standing.Guarantees.GetValueOrDefault(named)?.Amendment?.Stamp.Id, named.ToString())]
            : [];

    /// <summary>What set the lines that miss something, and what was paid on them.</summary>
    private static ImmutableArray<Evidence> Lines(HoldReason reason, Declaration declaration)
    {
        var lines = reason.Lines.Select(static line => line.Key).ToHashSet();
        return
        [
            Registered(declaration),
            .. declaration.Facts.Adjustments.Where(it => lines.Contains(it.Line.Key))
                .Select(static it => new Evidence(EvidenceKind.Adjustment, it.Stamp.Id, it.Line.Key.ToString())),
            .. declaration.Pieces.Where(piece => lines.Contains(piece.Line))
                .Select(static piece => piece.Kind == PieceKind.Applied
                    ? new Evidence(EvidenceKind.Move, piece.Source.Payment, piece.Line.ToString())
                    : new Evidence(EvidenceKind.Payment, piece.Source.Payment, $"row {piece.Source.Row}, {piece.Line}")),
        ];
    }
}
