namespace Clearance.Workload;

/// <summary>Sends a payment; gives its id.</summary>
internal delegate string Confirm(Trader trader, IReadOnlyList<SlipRow> rows, TimeSpan time);

/// <summary>Payments that go astray, and the officers who put most of them right before the day ends.</summary>
internal sealed class Repairs(DayScript script)
{
    /// <summary>Two digits change places: mostly no declaration at all then, seldom somebody else's.</summary>
    public TimeSpan PayMisKeyed(Shipment shipment, TimeSpan time, Confirm confirm)
    {
        var line = Largest(shipment);
        var wrong = Swapped(shipment.Key);
        var rows = shipment.Lines.Where(it => it.Blocks && it.Amount > 0)
            .Select(it => new SlipRow(it == line ? wrong : shipment.Key, it.Code, it.Account, it.Amount)).ToList();
        var payment = confirm(shipment.Trader, rows, time);
        return Reassign(shipment, payment, rows.FindIndex(row => row.Declaration == wrong) + 1, line, time);
    }

    /// <summary>The right declaration, a sub-item it does not have.</summary>
    public TimeSpan PayMisdirected(Shipment shipment, TimeSpan time, Confirm confirm)
    {
        var line = Largest(shipment);
        var rows = shipment.Lines.Where(it => it.Blocks && it.Amount > 0)
            .Select(it => new SlipRow(shipment.Key, it == line ? "1952" : it.Code, it.Account, it.Amount)).ToList();
        var payment = confirm(shipment.Trader, rows, time);
        return Reassign(shipment, payment, rows.FindIndex(row => row.Code == "1952") + 1, line, time);
    }

    /// <summary>More than is owed; what is left over moves only by two officers' hands.</summary>
    public TimeSpan PayTooMuch(Shipment shipment, TimeSpan time, Confirm confirm)
    {
        var line = Largest(shipment);
        var extra = Math.Max(10_000, line.Amount / 10);
        var rows = shipment.Lines.Where(it => it.Blocks && it.Amount > 0)
            .Select(it => new SlipRow(shipment.Key, it.Code, it.Account, it == line ? it.Amount + extra : it.Amount));
        confirm(shipment.Trader, [.. rows], time);
        var moved = time + script.Minutes(45, 200);
        var other = shipment.Trader.Shipments.Find(it => it != shipment && it.Payable > 0 && it.Registered < moved);
        if (other is not null && script.Chance(0.5))
        {
            var to = Largest(other);
            script.Add(StreamNames.Taxpayers, "SurplusApplied", moved,
                script.Json.SurplusApplied(
                    script.NextId("SU"), shipment.Trader.Id, shipment.Key,
                    new SlipRow(other.Key, to.Code, to.Account, extra), script.Officers(), script.At(moved)));
        }
        else if (script.Chance(0.7))
        {
            script.Add(StreamNames.Taxpayers, "SurplusRefunded", moved,
                script.Json.SurplusRefunded(
                    script.NextId("SR"), shipment.Trader.Id, shipment.Key, extra, script.Officers(), script.At(moved)));
        }

        return time;
    }

    private TimeSpan Reassign(Shipment shipment, string payment, int row, DutyLine line, TimeSpan paid)
    {
        var time = paid + script.Minutes(30, 150);
        if (row > 0 && script.Chance(0.6))
        {
            script.Add(StreamNames.Taxpayers, "SuspenseAssigned", time,
                script.Json.Assigned(
                    script.NextId("SA"), shipment.Trader.Id, payment, row,
                    new SlipRow(shipment.Key, line.Code, line.Account, line.Amount), script.Officers(), script.At(time)));
        }

        return time;
    }

    private static DutyLine Largest(Shipment shipment) => shipment.Lines.Where(line => line.Blocks).MaxBy(line => line.Amount)!;

    private static string Swapped(string key)
    {
        for (var i = 8; i > 2; i--)
        {
            if (key[i] != key[i - 1])
            {
                return $"{key[..(i - 1)]}{key[i]}{key[i - 1]}{key[(i + 1)..]}";
            }
        }

        return key[..10] + (key[10] == '0' ? '1' : '0');
    }
}
