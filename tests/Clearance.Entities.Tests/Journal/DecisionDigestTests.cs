using Clearance.Domain;
using Clearance.Entities.Tests.Codec;

namespace Clearance.Entities.Tests.Journal;

public sealed class DecisionDigestTests
{
    private static readonly DateOnly Today = new(2026, 8, 20);

    [Fact]
    public void Digests_differ_exactly_when_what_people_see_differs()
    {
        var digestOf = new Dictionary<string, ulong>(StringComparer.Ordinal);
        var seenAs = new Dictionary<ulong, string>();
        for (var seed = 0; seed < 60; seed++)
        {
            var history = new RandomHistory(seed);
            history.Run(90);
            foreach (var decision in Decisions(history))
            {
                var seen = Printout.Of(Seen(decision));
                var digest = DecisionDigest.Of(decision);
                digestOf.TryAdd(seen, digest);
                digestOf[seen].ShouldBe(digest);
                seenAs.TryAdd(digest, seen);
                seenAs[digest].ShouldBe(seen);
            }
        }

        digestOf.Count.ShouldBeGreaterThan(500);
    }

    [Fact]
    public void Every_member_counts_but_those_that_move_by_themselves()
    {
        var left = new HashSet<string>(StringComparer.Ordinal)
        {
            nameof(Decision.Version), nameof(Decision.StandingVersion), nameof(Decision.DecidedAt), nameof(Decision.On),
            nameof(Decision.NextChangeOn),
        };
        var changes = Changes();
        typeof(Decision).GetProperties().Select(member => member.Name).ShouldBe(changes.Keys, ignoreOrder: true);
        foreach (var (name, changed) in changes)
        {
            (DecisionDigest.Of(changed) == DecisionDigest.Of(Held())).ShouldBe(left.Contains(name), name);
        }
    }

    [Fact]
    public void It_is_the_same_in_every_release() => DecisionDigest.Of(Held()).ShouldBe(2384405695151838109UL);

    private static Dictionary<string, Decision> Changes()
    {
        var held = Held();
        return new Dictionary<string, Decision>(StringComparer.Ordinal)
        {
            [nameof(Decision.Declaration)] = held with { Declaration = RandomEvents.Key(2) },
            [nameof(Decision.Amendment)] = held with { Amendment = 0 },
            [nameof(Decision.Taxpayer)] = held with { Taxpayer = RandomEvents.Taxpayer(2) },
            [nameof(Decision.Outcome)] = held with { Outcome = Outcome.Clear },
            [nameof(Decision.On)] = held with { On = Today.AddDays(1) },
            [nameof(Decision.Reasons)] = held with { Reasons = [new HoldReason(ReasonCode.TaxUnpaid) { Shortfall = 6 }] },
            [nameof(Decision.Warnings)] = held with { Warnings = [new DecisionWarning(WarningCode.FeeUnpaid, 1)] },
            [nameof(Decision.ToRelease)] = held with { ToRelease = [] },
            [nameof(Decision.Payable)] = held with { Payable = 1 },
            [nameof(Decision.Paid)] = held with { Paid = 1 },
            [nameof(Decision.Outstanding)] = held with { Outstanding = 1 },
            [nameof(Decision.Reserved)] = held with { Reserved = 1 },
            [nameof(Decision.Surplus)] = held with { Surplus = 1 },
            [nameof(Decision.Misdirected)] = held with { Misdirected = 1 },
            [nameof(Decision.RuleSet)] = held with { RuleSet = "2026-109" },
            [nameof(Decision.Version)] = held with { Version = 1 },
            [nameof(Decision.StandingVersion)] = held with { StandingVersion = 1 },
            [nameof(Decision.DecidedAt)] = held with { DecidedAt = default(Instant) },
            [nameof(Decision.NextChangeOn)] = held with { NextChangeOn = Today },
        };
    }

    private static Decision Held() => new()
    {
        Declaration = RandomEvents.Key(1),
        Taxpayer = RandomEvents.Taxpayer(1),
        Outcome = Outcome.Hold,
        On = Today,
        Reasons = [new HoldReason(ReasonCode.TaxUnpaid) { Shortfall = 5 }],
        ToRelease = [new ReleaseStep(ActionCode.Pay, ReasonCode.TaxUnpaid) { Amount = 5 }],
        RuleSet = "2026-108",
    };

    private static IEnumerable<Decision> Decisions(RandomHistory history) =>
        from ledger in history.Ledgers.Values
        from declaration in ledger.Declarations.Values
        from day in (int[])[-40, 0, 40]
        select Assessment.Assess(declaration, ledger.Standing, Today.AddDays(day));

    /// <summary>A decision without what moves by itself, and without what only orders its debts.</summary>
    private static Decision Seen(Decision decision) => decision with
    {
        Version = 0,
        StandingVersion = 0,
        DecidedAt = null,
        On = default,
        NextChangeOn = null,
        Reasons =
        [
            .. decision.Reasons.Select(reason => reason with
            {
                Debts = [.. reason.Debts.Select(debt => debt with { RegisteredAt = default })],
            }),
        ],
    };
}
