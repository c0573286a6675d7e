namespace Clearance.Workload;

/// <summary>Where taxpayers stand during the day: status, enforcement, priority, general guarantees.</summary>
internal sealed class StandingStory(DayScript script)
{
    private readonly WorkloadProfile _profile = script.Profile;

    public void Tell(Trader trader)
    {
        if (trader.HasPriority)
        {
            Priority(trader);
        }

        if (trader.General is { } reference)
        {
            General(trader, reference);
        }

        if (script.Chance(_profile.Enforced))
        {
            Enforce(trader);
        }

        if (script.Chance(_profile.NotActive))
        {
            Status(trader);
        }
    }

    private void Priority(Trader trader)
    {
        var decision = $"UT-{script.Random.Next(1, 200)}/{_profile.Day.Year}";
        Decide("PriorityGranted", trader, decision, new DateOnly(_profile.Day.Year, 1, 1), script.Minutes(2, 300));
        if (script.Chance(0.08))
        {
            Decide("PriorityRevoked", trader, decision, _profile.Day.AddDays(1), script.Minutes(1_000, 1_100));
        }
    }

    private void Enforce(Trader trader)
    {
        var decision = $"QD-{script.Random.Next(1, 900)}/{_profile.Day.Year}";
        Decide("EnforcementPlaced", trader, decision, _profile.Day, script.Minutes(420, 560));
        if (script.Chance(0.6))
        {
            Decide("EnforcementLifted", trader, decision, _profile.Day, script.Minutes(640, 960));
        }
    }

    private void Decide(string type, Trader trader, string decision, DateOnly from, TimeSpan time) =>
        script.Add(StreamNames.Taxpayers, type, time,
            script.Json.Decided(type, script.NextId("TP"), trader.Id, decision, from, script.At(time)));

    private void Status(Trader trader)
    {
        Become(trader, script.Chance(0.5) ? "suspended" : "closing", script.Minutes(430, 620));
        if (script.Chance(0.4))
        {
            Become(trader, "active", script.Minutes(700, 980));
        }
    }

    private void Become(Trader trader, string status, TimeSpan time) =>
        script.Add(StreamNames.Taxpayers, "TaxpayerStatusChanged", time,
            script.Json.StatusChanged(script.NextId("TP"), trader.Id, status, _profile.Day, script.At(time)));

    /// <summary>A limit that mostly does not quite cover what the taxpayer declares in the day.</summary>
    private void General(Trader trader, LetterReference reference)
    {
        var wanted = trader.Shipments.Where(shipment => shipment.Term == "B").Sum(shipment => shipment.Payable);
        var share = 0.45 + (script.Random.NextDouble() * 0.9);
        var limit = Math.Max(50_000_000, (long)(wanted * share) / 1_000_000 * 1_000_000);
        var letter = new Letter(reference, trader.Id, IsGeneral: true, limit)
        {
            From = _profile.Day.AddDays(-60),
            Until = _profile.Day.AddDays(script.Chance(0.03) ? -1 : 120),
        };
        var issued = script.Minutes(1, 320);
        script.Add(StreamNames.Guarantees, "GuaranteeIssued", issued,
            script.Json.Issued($"{reference.Bank}:{reference.Number}", letter, script.At(issued)));
        if (share < 0.9 && script.Chance(0.5))
        {
            var raised = script.Minutes(780, 960);
            script.Add(StreamNames.Guarantees, "GuaranteeAmended", raised,
                script.Json.Amended($"{reference.Bank}:{reference.Number}:1", letter, 1, limit * 2, script.At(raised)));
        }
        else if (script.Chance(0.04))
        {
            var revoked = script.Minutes(600, 900);
            script.Add(StreamNames.Guarantees, "GuaranteeRevoked", revoked,
                script.Json.Revoked($"{reference.Bank}:{reference.Number}:X", letter, _profile.Day, script.At(revoked)));
        }
    }
}
