using Clearance.LoadTests.Open.Profiles;
using Clearance.Workload;

namespace Clearance.LoadTests.Open;

/// <summary>
/// Events of national days, as many as a run needs and in the order in which they arrive; when they are due is the schedule's. Days follow one
/// another with the same taxpayers and other declarations.
/// </summary>
internal sealed class EventSupply(DayShape shape, int seed, DateOnly day)
{
    /// <summary>Taxpayers are as far apart as the workload has them; the last one must still have nine digits.</summary>
    private const int Apart = 977;

    private const int SampleDeclarations = 2_000;

    private readonly int _firstTaxpayer = 10_000_000 + (int)((long)seed * 104_729 % (89_000_000 - (Apart * (long)shape.Taxpayers)));
    private long _nextSequence = (long)seed * 1_299_709 % 60_000_000;
    private int _days;

    /// <summary>The next events.</summary>
    /// <param name="count">How many.</param>
    /// <param name="clearances">Whether customs acts too; it does not while it cannot ask.</param>
    public IReadOnlyList<OfferedEvent> Next(int count, bool clearances)
    {
        if (count == 0)
        {
            return [];
        }

        var told = DayOf(count, clearances);
        _nextSequence += told.Declarations.Count;
        _days++;
        var events = Arriving(told, clearances).Take(count).Select(OfferedEvent.Of).ToList();
        if (shape.Busiest > 0)
        {
            Mark(events, told.Taxpayers[0]);
        }

        return events;
    }

    /// <summary>A day that is just long enough: what follows from a declaration is its last events, and they should not be cut off.</summary>
    private NationalDay DayOf(int count, bool clearances)
    {
        var declarations = Math.Min(SampleDeclarations, count);
        while (true)
        {
            var told = NationalDay.Of(Profile(declarations, seed + _days) with { FirstSequence = _nextSequence });
            var events = Arriving(told, clearances).Count();
            if (events >= count && events <= (count * 1.1) + 200)
            {
                return told;
            }

            declarations = (int)Math.Ceiling((declarations * 1.03 * count / events) + 1);
        }
    }

    private static IEnumerable<WorkloadEvent> Arriving(NationalDay told, bool clearances) =>
        told.Events.Where(e => clearances || e.AsksAbout is null);

    /// <summary>What customs says of a declaration names no taxpayer.</summary>
    private static void Mark(List<OfferedEvent> events, string busiest)
    {
        var its = events.Where(e => e.Taxpayer == busiest && e.Declaration.Length > 0).Select(static e => e.Declaration).ToHashSet();
        foreach (var e in events)
        {
            e.IsBusiest = e.Taxpayer == busiest || (e.Taxpayer.Length == 0 && its.Contains(e.Declaration));
        }
    }

    private WorkloadProfile Profile(int declarations, int daySeed) => new()
    {
        Seed = daySeed,
        Day = day,
        Declarations = declarations,
        Taxpayers = shape.Taxpayers,
        FirstTaxpayer = _firstTaxpayer,
        SilentUnlessDeclaring = true,
        TaxpayerSkew = shape.Skew,
        Busiest = shape.Busiest,
        LowValue = shape.LowValue,
        Duplicates = shape.Duplicates,
        Reordered = shape.Reordered,
        Faults = shape.Faults,
        MisKeyed = shape.MisKeyed,
        Amended = shape.Amended,
    };
}
