using System.Collections.Immutable;

namespace Clearance.Domain;

/// <summary>What speaks for a candidate. Names are wire values.</summary>
public enum CandidateEvidence : byte
{
    /// <summary>The number that was keyed is near the declaration's.</summary>
    Number = 0,

    /// <summary>A line misses exactly the row's amount.</summary>
    Amount = 1,

    /// <summary>A line of the row's code and account misses something.</summary>
    Line = 2,

    /// <summary>The declaration is of the taxpayer who paid.</summary>
    Taxpayer = 3,

    /// <summary>The payer was debited near the day of registration.</summary>
    Age = 4,
}

/// <summary>A part of a candidate's score.</summary>
/// <param name="Evidence">What speaks for it.</param>
/// <param name="Points">How much.</param>
/// <param name="Detail">A sentence in English.</param>
public sealed record CandidatePart(CandidateEvidence Evidence, int Points, string Detail);

/// <summary>A declaration a stray row may have been meant for.</summary>
/// <param name="Declaration">Which.</param>
/// <param name="Line">The line it would best be assigned to, and what that misses.</param>
/// <param name="Distance">Slips between the numbers; null when no number was keyed.</param>
/// <param name="Parts">What makes the score, the strongest first.</param>
public sealed record Candidate(Declaration Declaration, LinePaid Line, int? Distance, ImmutableArray<CandidatePart> Parts)
{
    /// <summary>0 to 120: the sum of the parts.</summary>
    public int Score => Parts.Sum(static part => part.Points);
}

/// <summary>Ranks the declarations a stray row may have been meant for: a help for officers, who decide.</summary>
/// <remarks>
/// The number weighs most: 60 points, 15 less per slip. Then the amount: 30 when the line that was named misses exactly the row's amount,
/// 20 when another does. Then, 10 each: that the line named misses something, that payer and declarant are one, and that the debit
/// is near the registration (one less for every three days). Who has neither number nor amount is no candidate. Our reading; no law ranks.
/// </remarks>
public static class SuspenseRanking
{
    /// <summary>The most candidates of a row.</summary>
    public const int CandidatesMax = 10;

    private const int DistanceMax = 3;

    /// <summary>The candidates of a row, best first; at most <see cref="CandidatesMax"/>.</summary>
    /// <param name="row">The row.</param>
    /// <param name="payer">Whose ledger it is in.</param>
    /// <param name="declarations">The declarations it may have been meant for, each once.</param>
    public static ImmutableArray<Candidate> Rank(StrayRow row, TaxpayerId payer, IEnumerable<Declaration> declarations)
    {
        var candidates = new List<Candidate>();
        foreach (var declaration in declarations)
        {
            if (!declaration.IsCancelled && CandidateOf(row, payer, declaration) is { } candidate)
            {
                candidates.Add(candidate);
            }
        }

        candidates.Sort(Compare);
        return [.. candidates.Take(CandidatesMax)];
    }

    private static int Compare(Candidate left, Candidate right)
    {
        var order = right.Score.CompareTo(left.Score);
        order = order != 0 ? order : (left.Distance ?? int.MaxValue).CompareTo(right.Distance ?? int.MaxValue);
        order = order != 0 ? order
            : left.Declaration.Registration.RegisteredAt.CompareTo(right.Declaration.Registration.RegisteredAt);
        return order != 0 ? order : left.Declaration.Key.CompareTo(right.Declaration.Key);
    }

    private static Candidate? CandidateOf(StrayRow row, TaxpayerId payer, Declaration declaration)
    {
        var distance = MisKeyed.Distance(row.Target, declaration.Key, declaration.Registration.Amendment);
        if (declaration.Lines.IsEmpty || !(distance <= DistanceMax || MissesExactly(declaration, row.Amount)))
        {
            return null;
        }

        var line = BestLine(row, declaration);
        var parts = ImmutableArray.CreateBuilder<CandidatePart>();
        AddNumber(parts, distance);
        AddLine(parts, row, line);
        if (declaration.Owner == payer)
        {
            parts.Add(new CandidatePart(CandidateEvidence.Taxpayer, 10, "The declaration is of the taxpayer who paid."));
        }

        AddAge(parts, row, declaration);
        parts.Sort(static (left, right) =>
            left.Points != right.Points ? right.Points.CompareTo(left.Points) : left.Evidence.CompareTo(right.Evidence));
        return new Candidate(declaration, line, distance, parts.DrainToImmutable());
    }

    /// <summary>Without allocating where the sums say that no line can.</summary>
    private static bool MissesExactly(Declaration declaration, long amount) =>
        declaration.Sums.Outstanding + declaration.Sums.FeeOutstanding >= amount
        && declaration.Allocate().Lines.Any(line => line.Outstanding == amount);

    /// <summary>The line named if it misses exactly that, then any that does, then the one named, then the one that misses most.</summary>
    private static LinePaid BestLine(StrayRow row, Declaration declaration) => declaration.Allocate().Lines
        .OrderByDescending(line => line.Outstanding == row.Amount)
        .ThenByDescending(line => line.Line.Key == row.Line)
        .ThenByDescending(static line => line.Outstanding)
        .ThenBy(static line => line.Line.Key)
        .First();

    private static void AddNumber(ImmutableArray<CandidatePart>.Builder parts, int? distance)
    {
        if (distance is <= DistanceMax and { } slips)
        {
            parts.Add(new CandidatePart(CandidateEvidence.Number, 60 - (15 * slips), slips switch
            {
                0 => "The number is the declaration's.",
                1 => "The number is one slip from the declaration's.",
                _ => $"The number is {slips} slips from the declaration's.",
            }));
        }
    }

    private static void AddLine(ImmutableArray<CandidatePart>.Builder parts, StrayRow row, LinePaid line)
    {
        var isNamed = line.Line.Key == row.Line;
        if (line.Outstanding == row.Amount)
        {
            parts.Add(new CandidatePart(
                CandidateEvidence.Amount, isNamed ? 30 : 20, $"Line {line.Line.Key} misses exactly the row's amount."));
        }

        if (isNamed && line.Outstanding > 0)
        {
            parts.Add(new CandidatePart(
                CandidateEvidence.Line, 10, $"Line {line.Line.Key}, which the row names, misses {line.Outstanding} đồng."));
        }
    }

    private static void AddAge(ImmutableArray<CandidatePart>.Builder parts, StrayRow row, Declaration declaration)
    {
        var days = Math.Abs(row.DebitedAt.LegalDate.DayNumber - declaration.Registration.Date.DayNumber);
        if (10 - (days / 3) is > 0 and var points)
        {
            parts.Add(new CandidatePart(
                CandidateEvidence.Age, points, $"The payer was debited {days} days from the day of registration."));
        }
    }
}
