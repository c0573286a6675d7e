namespace Clearance.Workload;

/// <summary>How declarations are paid: mostly as told, in parts, by slips of several, too much, or to the wrong number.</summary>
internal sealed class MoneyStory(DayScript script)
{
    private const int DeclarationsPerSlip = 3;

    private readonly WorkloadProfile _profile = script.Profile;
    private readonly Repairs _repairs = new(script);

    /// <summary>Covers a declaration, or does not; says when its owner believes it is covered.</summary>
    public TimeSpan Cover(Shipment shipment)
    {
        if (shipment.Payable == 0)
        {
            return shipment.Registered;
        }

        if (shipment.Term != "D")
        {
            if (script.Chance(0.3))
            {
                PayWhole(shipment, shipment.Registered + script.Minutes(60, 400));
            }

            return shipment.Registered;
        }

        var time = shipment.Registered + script.Wait(shipment.IsLowValue ? 8 : 35);
        return script.Chance(_profile.Unpaid) ? time : Pay(shipment, time);
    }

    /// <summary>Tax raised after clearance: sometimes due at once, so that it blocks until paid or relieved.</summary>
    public void AdjustAfterwards(Shipment shipment, TimeSpan cleared)
    {
        var line = shipment.Lines[0];
        var raise = Math.Max(1_000, line.Amount / 5);
        var due = _profile.Day.AddDays(script.Chance(0.5) ? -1 : 30);
        var time = cleared + script.Minutes(20, 120);
        script.Add(StreamNames.Declarations, "ObligationAdjusted", time,
            script.Json.Adjusted(
                script.NextId("AD"), shipment.Key, $"AD-{script.Random.Next(1, 500)}/{_profile.Day.Year}",
                line with { Amount = line.Amount + raise }, due, script.At(time)));
        var answered = time + script.Minutes(20, 150);
        if (script.Chance(0.4))
        {
            Confirm(shipment.Trader, [new SlipRow(null, null, line.Account, raise + script.Random.Next(0, 50_000))], answered);
        }
        else if (script.Chance(0.5))
        {
            script.Add(StreamNames.Taxpayers, "DebtReliefGranted", answered,
                script.Json.Relieved(
                    script.NextId("ND"), shipment.Trader.Id, $"ND-{script.Random.Next(1, 90)}/{_profile.Day.Year}",
                    shipment.Key, _profile.Day.AddDays(90), script.At(answered)));
        }
    }

    /// <summary>Sends a slip that is still being written.</summary>
    public void Finish(Trader trader)
    {
        if (trader.OpenSlip is { } slip)
        {
            Confirm(trader, slip.Rows, slip.At);
            trader.OpenSlip = null;
        }
    }

    private TimeSpan Pay(Shipment shipment, TimeSpan time)
    {
        if (script.Chance(_profile.MisKeyed))
        {
            return _repairs.PayMisKeyed(shipment, time, Confirm);
        }

        if (script.Chance(_profile.Misdirected))
        {
            return _repairs.PayMisdirected(shipment, time, Confirm);
        }

        if (script.Chance(_profile.Overpaid))
        {
            return _repairs.PayTooMuch(shipment, time, Confirm);
        }

        return script.Chance(_profile.InParts) ? PayInParts(shipment, time)
            : script.Chance(_profile.Slips) ? PayTogether(shipment, time)
            : PayWhole(shipment, time);
    }

    private TimeSpan PayWhole(Shipment shipment, TimeSpan time)
    {
        Confirm(shipment.Trader, Rows(shipment), time);
        return time;
    }

    private TimeSpan PayInParts(Shipment shipment, TimeSpan time)
    {
        var first = Rows(shipment).Select(row => row with { Amount = Math.Max(1, row.Amount * 3 / 5) }).ToList();
        Confirm(shipment.Trader, first, time);
        if (script.Chance(0.15))
        {
            return time;
        }

        var later = time + script.Minutes(10, 120);
        var rest = Rows(shipment).Zip(first, (whole, part) => whole with { Amount = whole.Amount - part.Amount });
        Confirm(shipment.Trader, [.. rest.Where(row => row.Amount > 0)], later);
        return later;
    }

    private TimeSpan PayTogether(Shipment shipment, TimeSpan time)
    {
        var trader = shipment.Trader;
        var slip = trader.OpenSlip ?? new Slip(time, [], 0);
        trader.OpenSlip = new Slip(
            slip.At > time ? slip.At : time, [.. slip.Rows, .. Rows(shipment)], slip.Declarations + 1);
        if (trader.OpenSlip.Declarations == DeclarationsPerSlip)
        {
            Finish(trader);
        }

        return time + TimeSpan.FromMinutes(30);
    }

    private string Confirm(Trader trader, IReadOnlyList<SlipRow> rows, TimeSpan time)
    {
        var id = $"{trader.Bank}:FT{script.NextName()}";
        if (rows.Count > 0)
        {
            script.Add(StreamNames.Payments, "PaymentConfirmed", time,
                script.Json.Paid(id, trader.Bank, trader.Id, rows, script.At(time)));
        }

        if (rows.Count > 0 && script.Chance(_profile.PaymentsCancelled))
        {
            var cancelled = time + script.Minutes(-5, 180);
            script.Add(StreamNames.Payments, "PaymentCancelled", cancelled,
                script.Json.PaymentCancelled(
                    $"{trader.Bank}:HUY{script.NextName()}", trader.Bank, id, trader.Id,
                    $"CV-{script.Random.Next(1, 400)}/{_profile.Day.Year}", script.At(cancelled)));
        }

        return id;
    }

    /// <summary>A row per line; banks name a declaration by 11 digits, some slips by 12.</summary>
    private List<SlipRow> Rows(Shipment shipment)
    {
        var number = script.Chance(0.85) ? shipment.Key : $"{shipment.Key}0";
        var withFee = script.Chance(0.7);
        return
        [
            .. shipment.Lines.Where(line => line.Amount > 0 && (line.Blocks || withFee))
                .Select(line => new SlipRow(number, line.Code, line.Account, line.Amount)),
        ];
    }
}
