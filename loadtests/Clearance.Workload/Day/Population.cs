namespace Clearance.Workload;

/// <summary>Thinks up the day's taxpayers and what they declare.</summary>
internal sealed class Population(DayScript script)
{
    private static readonly string[] Banks = ["VCB", "BIDV", "ICB", "VBA", "MBB", "TCB", "ACB", "STB"];
    private static readonly string[] Offices = ["02CI", "02B1", "03CC", "03TG", "01E1", "01B3", "15BB", "43NF", "47NB", "51C1"];
    private static readonly double[] DutyRates = [0, 0, 0.03, 0.05, 0.1, 0.15, 0.2, 0.3];
    private static readonly string[] Reasons = ["analysis", "price", "article21", "documents"];

    private readonly WorkloadProfile _profile = script.Profile;

    public IReadOnlyList<Trader> Traders()
    {
        var drawn = script.Random.Next(10_000_000, 80_000_000);
        var first = _profile.FirstTaxpayer ?? drawn;
        return [.. Enumerable.Range(0, _profile.Taxpayers).Select(i => NewTrader(first + (i * 977)))];
    }

    public IReadOnlyList<Shipment> Shipments(IReadOnlyList<Trader> traders)
    {
        var who = Chances.Zipf(traders.Count, _profile.TaxpayerSkew);
        var drawn = (long)(script.Random.NextDouble() * (CheckDigits.SequencesPerKind - _profile.Declarations));
        var first = _profile.FirstSequence ?? drawn;
        var times = Enumerable.Range(0, _profile.Declarations).Select(_ => DayCurve.Next(script.Random)).Order();
        return [.. times.Select((time, i) => NewShipment(Owner(traders, who), first + i, time))];
    }

    private Trader Owner(IReadOnlyList<Trader> traders, Chances who) =>
        _profile.Busiest > 0 && script.Chance(_profile.Busiest) ? traders[0] : traders[who.Next(script.Random)];

    private Trader NewTrader(int n)
    {
        var bank = script.Pick(Banks);
        var general = script.Chance(_profile.GeneralGuarantees)
            ? new LetterReference(bank, _profile.Day.Year, "BLC", script.NextName())
            : null;
        return new Trader(CheckDigits.Taxpayer(n), bank, script.Pick(Offices))
        {
            HasPriority = script.Chance(_profile.Priority),
            General = general,
        };
    }

    private Shipment NewShipment(Trader trader, long sequence, TimeSpan time)
    {
        var (isExport, isLowValue) = (script.Chance(_profile.Exports), script.Chance(_profile.LowValue));
        var channel = Channel(isLowValue);
        var specialised = !isExport && script.Chance(_profile.Specialised);
        var term = Term(trader, isLowValue);
        var shipment = new Shipment
        {
            Trader = trader,
            Key = CheckDigits.DeclarationKey((isExport ? 30 : 10) + (isLowValue ? 1 : 0), sequence),
            Office = script.Chance(0.9) ? trader.Office : script.Pick(Offices),
            IsExport = isExport,
            IsLowValue = isLowValue,
            Procedure = isExport ? "B11" : script.Chance(0.8) ? "A11" : "A12",
            Registered = time,
            RegisteredAt = script.At(time),
            Channel = channel,
            Specialised = specialised,
            Term = term,
            Invoice = $"INV-{script.Random.Next(1, 99_999)}",
            BillOfLading = $"MSK{script.Random.Next(100_000, 999_999)}",
            ReleaseRequested = (channel > 1 || specialised) && script.Chance(_profile.ReleaseRequested) ? script.Pick(Reasons) : null,
            Exemption = script.Chance(0.003) ? "humanitarian" : null,
            Letter = term == "B" ? trader.General : null,
            Lines = Lines(isExport, isLowValue),
        };
        trader.Shipments.Add(shipment);
        return shipment;
    }

    private int Channel(bool isLowValue) =>
        isLowValue ? script.Chance(0.95) ? 1 : 3
        : script.Chance(_profile.Red) ? 3
        : script.Chance(_profile.Yellow) ? 2 : 1;

    private string Term(Trader trader, bool isLowValue) =>
        isLowValue ? "D"
        : trader.HasPriority ? "C"
        : trader.General is not null && script.Chance(_profile.TermB) ? "B"
        : script.Chance(_profile.TermA) ? "A"
        : script.Chance(_profile.TermCWrongly) ? "C" : "D";

    private List<DutyLine> Lines(bool isExport, bool isLowValue)
    {
        if (isLowValue)
        {
            return [new DutyLine("tax", isExport ? "1851" : "1702", isExport ? 0 : (long)script.LogNormal(90_000, 0.8))];
        }

        var value = script.LogNormal(260_000_000, 1.3);
        var fee = new DutyLine("fee", "2663", 20_000);
        if (isExport)
        {
            return script.Chance(0.12) ? [new DutyLine("tax", "1851", (long)(value * 0.05)), fee] : [fee];
        }

        var duty = value * script.Pick(DutyRates);
        var lines = new List<DutyLine>();
        Add(lines, "tax", "1901", duty);
        Add(lines, "tax", "1751", script.Chance(0.04) ? (value + duty) * 0.35 : 0);
        Add(lines, "tax", "1702", (value + duty) * 0.1);
        Add(lines, "fine", "4253", script.Chance(0.01) ? 4_000_000 : 0);
        if (script.Chance(0.015))
        {
            lines.Add(new DutyLine("deposit", "1951", (long)(value * 0.12)) { Account = "deposit" });
        }

        lines.Add(fee);
        return lines;
    }

    private static void Add(List<DutyLine> lines, string kind, string code, double amount)
    {
        if (amount >= 1)
        {
            lines.Add(new DutyLine(kind, code, (long)amount));
        }
    }
}
