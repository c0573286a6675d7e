using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>Tells whether two decisions of one declaration say the same to people.</summary>
/// <remarks>
/// What moves without a decision being another is left out: versions, the date asked for, when it was computed, and when
/// time alone may change it. The digest is stored with the journal's head, so what it is of is never changed: that would
/// journal every declaration once more.
/// </remarks>
public static class DecisionDigest
{
    /// <summary>The digest of a decision.</summary>
    public static ulong Of(Decision decision)
    {
        var digest = Digest.Begin();
        digest.Add(decision.Declaration.Value);
        digest.Add(decision.Amendment);
        digest.Add(decision.Taxpayer?.Value);
        digest.Add((long)decision.Outcome);
        Add(ref digest, decision);
        digest.Add(decision.Payable);
        digest.Add(decision.Paid);
        digest.Add(decision.Outstanding);
        digest.Add(decision.Reserved);
        digest.Add(decision.Surplus);
        digest.Add(decision.Misdirected);
        digest.Add(decision.RuleSet);
        return digest.End();
    }

    private static void Add(ref Digest digest, Decision decision)
    {
        digest.Add((long)decision.Reasons.Length);
        foreach (var reason in decision.Reasons)
        {
            Add(ref digest, reason);
        }

        digest.Add((long)decision.Warnings.Length);
        foreach (var warning in decision.Warnings)
        {
            digest.Add((long)warning.Code);
            digest.Add(warning.Shortfall);
        }

        digest.Add((long)decision.ToRelease.Length);
        foreach (var step in decision.ToRelease)
        {
            Add(ref digest, step);
        }
    }

    private static void Add(ref Digest digest, HoldReason reason)
    {
        digest.Add((long)reason.Code);
        digest.Add(reason.Vnaccs);
        digest.Add(reason.Shortfall);
        digest.Add((long)reason.Lines.Length);
        foreach (var line in reason.Lines)
        {
            Add(ref digest, line.Key);
            digest.Add((long)line.Kind);
            digest.Add(line.Outstanding);
        }

        digest.Add((long)reason.Debts.Length);
        foreach (var debt in reason.Debts)
        {
            digest.Add(debt.Declaration.Value);
            Add(ref digest, debt.Line);
            digest.Add(debt.Outstanding);
            digest.Add((long)debt.Due.DayNumber);
        }

        digest.Add((long)reason.Rows.Length);
        foreach (var row in reason.Rows)
        {
            Add(ref digest, row.Row);
            Add(ref digest, row.Line);
            digest.Add(row.Amount);
        }

        Add(ref digest, reason.Guarantee);
    }

    private static void Add(ref Digest digest, ReleaseStep step)
    {
        digest.Add((long)step.Action);
        digest.Add((long)step.Reason);
        digest.Add(step.Declaration?.Value);
        digest.Add(step.Amount);
        digest.Add(step.Line is not null);
        if (step.Line is { } line)
        {
            Add(ref digest, line);
        }

        digest.Add(step.Row is not null);
        if (step.Row is { } row)
        {
            Add(ref digest, row);
        }

        Add(ref digest, step.Guarantee);
    }

    private static void Add(ref Digest digest, LineKey line) => digest.Add(((ulong)line.Code << 8) | (byte)line.Account);

    private static void Add(ref Digest digest, RowRef row)
    {
        digest.Add(row.Payment);
        digest.Add((long)row.Row);
    }

    private static void Add(ref Digest digest, GuaranteeReference? guarantee)
    {
        digest.Add(guarantee is not null);
        if (guarantee is { } named)
        {
            digest.Add(named.Bank.Value);
            digest.Add((long)named.Year);
            digest.Add(named.Sign);
            digest.Add(named.Number);
        }
    }
}
