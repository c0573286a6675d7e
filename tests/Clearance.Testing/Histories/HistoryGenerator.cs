using System.Collections.Immutable;
using Clearance.Domain;
using Clearance.Testing.Worlds;

namespace Clearance.Testing.Histories;

/// <summary>
/// Makes histories: every event type, letters too small for all, money mis-keyed, moved, cancelled before it came, facts
/// before their declaration. The same source of randomness makes the same history.
/// </summary>
/// <remarks>Shared by the laws, the simulation and the load: whoever adds an event type or a reason makes it occur here.</remarks>
internal sealed partial class HistoryGenerator
{
    private readonly Random _random;
    private readonly HistoryOptions _options;
    private readonly Cast _cast;
    private readonly ImmutableArray<(int UpTo, Func<ClearanceEvent?> Make)> _makers;
    private readonly List<WorldEvent> _events = [];
    private int _count;

    public HistoryGenerator(Random random, HistoryOptions options)
    {
        (_random, _options) = (random, options);
        _cast = Cast.Of(random, options);
        _makers = Weighed(
        [
            (22, Register), (6, Adjust), (7, Inspect), (2, CancelDeclaration), (7, Record),
            (3, ChangeStatus), (3, PlaceEnforcement), (2, LiftEnforcement), (3, GrantPriority), (1, RevokePriority), (3, Relieve),
            (20, Pay), (5, CancelPayment), (10, Issue), (4, Amend), (options.Revoked ? 2 : 0, Revoke),
            (options.Moves ? 6 : 0, Assign), (options.Moves ? 5 : 0, ApplySurplus), (options.Moves ? 3 : 0, Refund),
        ]);
    }

    public History Generate(int seed)
    {
        var length = _random.Next(_options.EventsMin, _options.EventsMax + 1);
        while (_events.Count < length)
        {
            Add();
        }

        return new History(
            seed, [.. _events], [.. ((int[])[0, 3, 6, 9, 14, 22, 31, 60]).Select(days => _cast.Day.AddDays(days))]);
    }

    /// <summary>One more event: a new one, or one that came before, as it was, broken, or with other content.</summary>
    private void Add()
    {
        var dice = _random.Next(100);
        if (dice < 4 && _options.Repeats && _events.Count > 0)
        {
            _events.Add(Pick(_events));
        }
        else if (dice < 6 && _options.Conflicts && _events.Count > 0)
        {
            _events.Add(Conflicting(Pick(_events)));
        }
        else if (Next() is { } made)
        {
            _events.Add(dice < 10 && _options.Faults ? Faults.Spoil(_random, made) : made);
        }
    }

    private WorldEvent? Next()
    {
        var dice = _random.Next(_makers[^1].UpTo);
        foreach (var (upTo, make) in _makers)
        {
            if (dice < upTo)
            {
                return make() is { } e ? WorldEvent.From(e) : null;
            }
        }

        return null;
    }

    /// <summary>The same id with another time: other content.</summary>
    private WorldEvent Conflicting(WorldEvent known) => known.Read.Event is { } e
        ? WorldEvent.From(e with { At = new Instant(e.At.UtcTicks + (TimeSpan.TicksPerMinute * (1 + _random.Next(3)))) })
        : known;

    private string Id(string prefix) => $"{prefix}:{_options.IdPrefix}{++_count}";

    private Instant At(int firstDay, int lastDay) => Cast.At(_random, Day(firstDay, lastDay));

    private DateOnly Day(int first, int last) => _cast.Day.AddDays(_random.Next(first, last + 1));

    private T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];

    private bool Chance(int percent) => _random.Next(100) < percent;

    private TaxpayerId AnyTaxpayer() => Pick(_cast.Taxpayers);

    private CastDeclaration AnyDeclaration() => Pick(_cast.Declarations);

    /// <summary>A declaration of a taxpayer, or any when there is none.</summary>
    private CastDeclaration DeclarationOf(TaxpayerId taxpayer)
    {
        var own = _cast.Declarations.Where(it => it.Owner == taxpayer).ToList();
        return own.Count == 0 ? AnyDeclaration() : Pick(own);
    }

    /// <summary>Few amounts, so that sums meet; now and then an odd one.</summary>
    private long Amount() => Chance(6) ? 1_234_567 : Pick<long>([1, 2, 2, 3, 3, 5, 5, 7, 10]) * 1_000_000;

    private static ImmutableArray<(int UpTo, Func<ClearanceEvent?> Make)> Weighed((int Weight, Func<ClearanceEvent?> Make)[] makers)
    {
        var sum = 0;
        return [.. makers.Select(maker => (sum += maker.Weight, maker.Make))];
    }
}
