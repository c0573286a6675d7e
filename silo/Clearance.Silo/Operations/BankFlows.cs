using Clearance.Domain;

namespace Clearance.Silo;

/// <summary>Per bank, how long it took from its own time stamp until the goods were free, over the last hour.</summary>
/// <remarks>
/// A time stamp that lies ahead of this machine's clock says nothing of how long anything took: it is counted apart. Bounded: the
/// hour's minutes of as many banks as there may be, and one place for all others.
/// </remarks>
internal sealed class BankFlows(TimeProvider clock)
{
    private const int Minutes = 60;
    private const int BanksMax = 100;
    private static readonly TimeSpan AheadMin = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly SortedDictionary<string, Minute[]> banks = new(StringComparer.Ordinal);

    /// <summary>Where banks beyond the first hundred are counted.</summary>
    public const string Others = "others";

    /// <summary>A bank's event freed a declaration.</summary>
    /// <param name="bank">Whose event.</param>
    /// <param name="took">Since the bank's own time; below zero when its clock is ahead.</param>
    public void Freed(BankCode bank, TimeSpan took)
    {
        lock (gate)
        {
            var minute = MinuteOf(bank.Value);
            if (took < -AheadMin)
            {
                minute.Ahead++;
                return;
            }

            var milliseconds = Math.Max(0, took.Ticks / TimeSpan.TicksPerMillisecond);
            minute.Freed++;
            minute.Worst = Math.Max(minute.Worst, milliseconds);
            minute.Spread[Spread.BucketOf(milliseconds)]++;
        }
    }

    /// <summary>Every bank of the last hour, in order of name.</summary>
    public IReadOnlyList<BankFlow> LastHour()
    {
        var flows = new List<BankFlow>();
        var now = Number();
        Span<int> spread = stackalloc int[Spread.Buckets];
        lock (gate)
        {
            foreach (var (bank, minutes) in banks)
            {
                spread.Clear();
                var flow = new BankFlow(bank, 0, 0, 0, 0, 0);
                foreach (var minute in minutes)
                {
                    if (minute.Number > now - Minutes)
                    {
                        flow = flow with { Freed = flow.Freed + minute.Freed, Ahead = flow.Ahead + minute.Ahead, Worst = Math.Max(flow.Worst, minute.Worst) };
                        for (var i = 0; i < spread.Length; i++)
                        {
                            spread[i] += minute.Spread[i];
                        }
                    }
                }

                if (flow.Freed + flow.Ahead > 0)
                {
                    // A count says only between which steps it lies, and never that more than the worst was.
                    flows.Add(flow with
                    {
                        Half = Math.Min(flow.Worst, Spread.At(spread, 0.5)),
                        Most = Math.Min(flow.Worst, Spread.At(spread, 0.99)),
                    });
                }
            }
        }

        return flows;
    }

    private long Number() => clock.GetTimestamp() / clock.TimestampFrequency / 60;

    private Minute MinuteOf(string bank)
    {
        var name = banks.ContainsKey(bank) || banks.Count < BanksMax ? bank : Others;
        if (!banks.TryGetValue(name, out var minutes))
        {
            banks.Add(name, minutes = [.. Enumerable.Range(0, Minutes).Select(static _ => new Minute())]);
        }

        var now = Number();
        var minute = minutes[now % Minutes];
        if (minute.Number != now)
        {
            minute.Begin(now);
        }

        return minute;
    }

    private sealed class Minute
    {
        private int[]? spread;

        public int[] Spread => spread ??= new int[Silo.Spread.Buckets];

        public long Number { get; private set; } = long.MinValue;

        public int Freed { get; set; }

        public int Ahead { get; set; }

        public long Worst { get; set; }

        public void Begin(long number)
        {
            (Number, Freed, Ahead, Worst) = (number, 0, 0, 0);
            spread?.AsSpan().Clear();
        }
    }
}

/// <summary>How fast a bank's events freed goods in the last hour.</summary>
/// <param name="Bank">Which bank.</param>
/// <param name="Freed">How many declarations.</param>
/// <param name="Half">Half of them within, in milliseconds from the bank's own time stamp.</param>
/// <param name="Most">99 in 100 within.</param>
/// <param name="Worst">The longest.</param>
/// <param name="Ahead">How many declarations were freed by events whose time stamp lay ahead of our clock; they are not among the others.</param>
internal sealed record BankFlow(string Bank, int Freed, long Half, long Most, long Worst, int Ahead);
