using Clearance.LoadTests.Open.Recording;

namespace Clearance.LoadTests.Open.Steps;

/// <summary>How a step ended, as a runner counts it.</summary>
/// <param name="IsOk">Whether the engine answered.</param>
/// <param name="Status">What is counted.</param>
internal readonly record struct StepEnd(bool IsOk, string Status)
{
    /// <summary>The runner took more steps than there are.</summary>
    public static StepEnd NothingLeft { get; } = new(false, "nothing left to offer");

    private static readonly StepEnd Answered = new(true, "answered");
    private static readonly StepEnd Refused = new(false, "refused by the engine");
    private static readonly StepEnd RefusedHere = new(false, "refused by the generator");
    private static readonly StepEnd Unanswered = new(false, "without an answer");

    /// <summary>The end of a step with several things in it: that of the worst.</summary>
    public static StepEnd Of(IEnumerable<Verdict> verdicts)
    {
        var all = verdicts.ToHashSet();
        return all.Contains(Verdict.Unknown) || all.Contains(Verdict.None) ? Unanswered
            : all.Contains(Verdict.RefusedByEngine) ? Refused
            : all.Contains(Verdict.RefusedByGenerator) ? RefusedHere
            : Answered;
    }
}
