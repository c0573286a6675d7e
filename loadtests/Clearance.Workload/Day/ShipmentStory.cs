namespace Clearance.Workload;

/// <summary>What happens to one declaration from its registration to the end of the day.</summary>
internal sealed class ShipmentStory(DayScript script, MoneyStory money)
{
    private readonly WorkloadProfile _profile = script.Profile;

    public void Tell(Shipment shipment)
    {
        var letter = shipment.Term == "A" ? SeparateLetter(shipment) : TimeSpan.Zero;
        Register(shipment, 0, shipment.Registered);
        var inspected = shipment.IsInspected ? Inspect(shipment) : shipment.Registered;
        var amended = script.Chance(_profile.Amended) ? Amend(shipment) : shipment.Registered;
        if (script.Chance(_profile.Cancelled))
        {
            Cancel(shipment);
            return;
        }

        var covered = Later(amended, Later(letter, money.Cover(shipment)));
        Clear(shipment, covered, inspected);
    }

    private void Register(Shipment shipment, int amendment, TimeSpan time) =>
        script.Add(StreamNames.Declarations, "DeclarationRegistered", time,
            script.Json.Registered(shipment, amendment, script.At(time)));

    /// <summary>Most letters are there in time and fit; some come late, are too small, name something else, or never come.</summary>
    private TimeSpan SeparateLetter(Shipment shipment)
    {
        var reference = new LetterReference(shipment.Trader.Bank, _profile.Day.Year, "BLR", script.NextName());
        shipment.Letter = reference;
        var chance = script.Random.NextDouble();
        if (chance < 0.03)
        {
            return shipment.Registered;
        }

        var amount = chance < 0.07 ? shipment.Payable / 2 : (shipment.Payable / 1_000_000 * 1_000_000) + 1_000_000;
        var letter = new Letter(reference, shipment.Trader.Id, IsGeneral: false, amount)
        {
            From = chance is > 0.07 and < 0.09 ? _profile.Day.AddDays(1) : _profile.Day.AddDays(-3),
            Until = _profile.Day.AddDays(60),
            Office = chance is > 0.09 and < 0.1 ? "53BC" : shipment.Office,
            Declaration = chance is > 0.1 and < 0.2 ? null : shipment.Key,
            Invoice = chance is > 0.1 and < 0.12 ? "INV-0" : chance is > 0.1 and < 0.2 ? shipment.Invoice : null,
        };
        var issued = chance is > 0.2 and < 0.26
            ? shipment.Registered + script.Minutes(10, 90)
            : shipment.Registered * script.Random.NextDouble();
        script.Add(StreamNames.Guarantees, "GuaranteeIssued", issued,
            script.Json.Issued($"{reference.Bank}:{reference.Number}", letter, script.At(issued)));
        return issued;
    }

    private TimeSpan Inspect(Shipment shipment)
    {
        var done = shipment.Registered;
        if (shipment.Channel > 1)
        {
            done = Conclude(shipment, "goods", shipment.Channel == 2 ? 70 : 200);
        }

        return shipment.Specialised ? Later(done, Conclude(shipment, "specialised", 260)) : done;
    }

    private TimeSpan Conclude(Shipment shipment, string aspect, double meanMinutes)
    {
        var time = shipment.Registered + script.Wait(meanMinutes);
        script.Add(StreamNames.Declarations, "InspectionConcluded", time,
            script.Json.Inspected(script.NextId("IN"), shipment.Key, aspect, !script.Chance(0.03), script.At(time)));
        return time;
    }

    private TimeSpan Amend(Shipment shipment)
    {
        var time = shipment.Registered;
        for (var amendment = 1; amendment <= (script.Chance(0.15) ? 2 : 1); amendment++)
        {
            time += script.Minutes(4, 60);
            var factor = 0.85 + (script.Random.NextDouble() * 0.4);
            shipment.Lines =
                [.. shipment.Lines.Select(line => line.Blocks ? line with { Amount = (long)(line.Amount * factor) } : line)];
            Register(shipment, amendment, time);
        }

        return time;
    }

    private void Cancel(Shipment shipment)
    {
        var time = shipment.Registered + script.Wait(50);
        script.Add(StreamNames.Declarations, "DeclarationCancelled", time,
            script.Json.Cancelled(script.NextId("CA"), shipment.Key, script.At(time)));
    }

    /// <summary>Customs asks, and records what it is told it may. Very rarely an officer does not ask.</summary>
    private void Clear(Shipment shipment, TimeSpan covered, TimeSpan inspected)
    {
        if (shipment.ReleaseRequested is not null && inspected > covered + TimeSpan.FromMinutes(20))
        {
            Record(shipment, covered + script.Minutes(3, 15), "released", asks: true);
        }

        var cleared = Later(covered, inspected) + script.Minutes(0.2, 6);
        Record(shipment, cleared, "cleared", asks: !script.Chance(0.002));
        if (script.Chance(_profile.Adjusted) && !shipment.IsExport)
        {
            money.AdjustAfterwards(shipment, cleared);
        }
    }

    private void Record(Shipment shipment, TimeSpan time, string outcome, bool asks)
    {
        var json = script.Json.Recorded(script.NextId("TQ"), shipment.Key, outcome, script.At(time));
        script.Add(new WorkloadEvent(StreamNames.Declarations, "ClearanceRecorded", time, json)
        {
            AsksAbout = asks ? shipment.Key : null,
        });
    }

    private static TimeSpan Later(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
