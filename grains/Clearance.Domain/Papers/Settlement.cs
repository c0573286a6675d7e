using System.Collections.Immutable;

namespace Clearance.Domain;

/// <summary>A blocking line of a recorded declaration, as papers show it.</summary>
/// <param name="Line">What it is and what is on it.</param>
/// <param name="Due">The last day to pay it.</param>
/// <param name="Interest">Late interest of the line up to the day before the date asked for, in đồng, paid or not.</param>
public readonly record struct SettlementLine(LinePaid Line, DateOnly Due, long Interest);

/// <summary>How far a recorded declaration is settled on a date: what papers are made of.</summary>
public sealed record Settlement
{
    /// <summary>The declaration.</summary>
    public required Declaration Declaration { get; init; }

    /// <summary>What customs recorded.</summary>
    public required Recorded Recorded { get; init; }

    /// <summary>The blocking lines, by key; none where nothing was ever to be paid.</summary>
    public required ImmutableArray<SettlementLine> Lines { get; init; }

    /// <summary>Sum of the blocking lines, in đồng.</summary>
    public long Payable => Declaration.Sums.Payable;

    /// <summary>What is on them.</summary>
    public long Paid => Declaration.Sums.Paid;

    /// <summary>What they miss: the declaration's debts.</summary>
    public long Outstanding => Declaration.Sums.Outstanding;

    /// <summary>Late interest of all its tax lines up to the day before the date, in đồng.</summary>
    public long Interest { get; private init; }

    /// <summary>Late interest that customs assessed as lines of their own; what of them is unpaid is outstanding already.</summary>
    public long InterestAssessed { get; private init; }

    /// <summary>Late interest that no line asks for yet: owed beside what is outstanding (inferred; Law 38 art. 59).</summary>
    public long InterestToAssess => Math.Max(0, Interest - InterestAssessed);

    /// <summary>All that is owed for it on the date, in đồng.</summary>
    public Int128 Owed => (Int128)Outstanding + InterestToAssess;

    /// <summary>How far a declaration is settled; null for one that is not recorded, which has no debts.</summary>
    public static Settlement? Of(Declaration declaration, Standing standing, DateOnly on)
    {
        if (declaration.Facts.Recorded is not { } recorded)
        {
            return null;
        }

        var lines = ImmutableArray.CreateBuilder<SettlementLine>();
        long interest = 0, assessed = 0;
        foreach (var line in declaration.Allocate().Lines)
        {
            if (line.Line.Blocks)
            {
                var late = LateInterest.OfLine(declaration, line, standing, on);
                lines.Add(new SettlementLine(line, Debts.DueOf(declaration, line.Line.Key, recorded, standing), late));
                interest += late;
                assessed += line.Line.Kind == LineKind.Interest ? line.Line.Amount : 0;
            }
        }

        return new Settlement
        {
            Declaration = declaration,
            Recorded = recorded,
            Lines = lines.ToImmutable(),
            Interest = interest,
            InterestAssessed = assessed,
        };
    }

    /// <summary>Those of many declarations, by due date of their term, then registration time, then key.</summary>
    internal static ImmutableArray<Settlement> Of(
        IEnumerable<Declaration> declarations, Standing standing, DateOnly on, Func<Settlement, bool> wanted)
    {
        var settlements = ImmutableArray.CreateBuilder<Settlement>();
        foreach (var declaration in declarations)
        {
            if (Of(declaration, standing, on) is { } settlement && wanted(settlement))
            {
                settlements.Add(settlement);
            }
        }

        settlements.Sort(static (left, right) =>
        {
            var order = left.Recorded.At.LegalDate.CompareTo(right.Recorded.At.LegalDate);
            order = order != 0
                ? order
                : left.Declaration.Registration.RegisteredAt.CompareTo(right.Declaration.Registration.RegisteredAt);
            return order != 0 ? order : left.Declaration.Key.CompareTo(right.Declaration.Key);
        });
        return settlements.ToImmutable();
    }
}

/// <summary>Sums of settlements, in đồng.</summary>
public readonly record struct SettlementSums
{
    /// <summary>Blocking lines.</summary>
    public Int128 Payable { get; private init; }

    /// <summary>On them.</summary>
    public Int128 Paid { get; private init; }

    /// <summary>What they miss.</summary>
    public Int128 Outstanding { get; private init; }

    /// <summary>Late interest, paid or not.</summary>
    public Int128 Interest { get; private init; }

    /// <summary>Late interest that no line asks for yet.</summary>
    public Int128 InterestToAssess { get; private init; }

    /// <summary>What is owed on the date.</summary>
    public Int128 Owed => Outstanding + InterestToAssess;

    internal static SettlementSums Of(ImmutableArray<Settlement> settlements)
    {
        var sums = default(SettlementSums);
        foreach (var settlement in settlements)
        {
            sums = new SettlementSums
            {
                Payable = sums.Payable + settlement.Payable,
                Paid = sums.Paid + settlement.Paid,
                Outstanding = sums.Outstanding + settlement.Outstanding,
                Interest = sums.Interest + settlement.Interest,
                InterestToAssess = sums.InterestToAssess + settlement.InterestToAssess,
            };
        }

        return sums;
    }
}
