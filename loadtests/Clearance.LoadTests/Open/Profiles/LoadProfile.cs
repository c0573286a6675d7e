using System.Text.Json.Serialization;

namespace Clearance.LoadTests.Open.Profiles;

/// <summary>A load as data: what is offered, for how long, and to which country's taxpayers.</summary>
internal sealed record LoadProfile
{
    /// <summary>Its name in reports.</summary>
    public required string Name { get; init; }

    /// <summary>What it stands for, in a sentence.</summary>
    public required string About { get; init; }

    /// <summary>How long it is measured.</summary>
    public required double Seconds { get; init; }

    /// <summary>How long the same load goes on before.</summary>
    public required double WarmUpSeconds { get; init; }

    /// <summary>Events by schedule.</summary>
    public required EventLoad Events { get; init; }

    /// <summary>Questions by schedule.</summary>
    public required QueryLoad Queries { get; init; }

    /// <summary>What waited while the engine was away, all of it due when the run begins; null: it was not away.</summary>
    public Outage? Outage { get; init; }

    /// <summary>What the day consists of.</summary>
    public DayShape Day { get; init; } = new();

    /// <summary>What the generator does and what it does not.</summary>
    public Bounds Bounds { get; init; } = new();

    /// <summary>The same load at another rate of events; the questions keep their proportion to them.</summary>
    public LoadProfile At(double eventsPerSecond) => this with
    {
        Events = Events with { PerSecond = eventsPerSecond },
        Queries = Events.PerSecond > 0 ? Queries with { PerSecond = Queries.PerSecond * eventsPerSecond / Events.PerSecond } : Queries,
    };
}

/// <summary>How arrivals are spread.</summary>
internal enum ArrivalKind
{
    /// <summary>Independently of each other, as from many senders: with exponential gaps.</summary>
    Poisson,

    /// <summary>At equal gaps.</summary>
    Even,
}

/// <summary>Events by schedule.</summary>
internal sealed record EventLoad
{
    /// <summary>How many are due in a second.</summary>
    public required double PerSecond { get; init; }

    /// <summary>How they are spread.</summary>
    public ArrivalKind Arrivals { get; init; }
}

/// <summary>Questions by schedule.</summary>
internal sealed record QueryLoad
{
    /// <summary>How many are due in a second.</summary>
    public required double PerSecond { get; init; }

    /// <summary>How they are spread.</summary>
    public ArrivalKind Arrivals { get; init; }

    /// <summary>Many at one moment.</summary>
    public IReadOnlyList<Herd> Herds { get; init; } = [];
}

/// <summary>Questions that are all due at one moment.</summary>
internal sealed record Herd
{
    /// <summary>Seconds after the warm-up.</summary>
    public required double At { get; init; }

    /// <summary>How many.</summary>
    public required int Count { get; init; }
}

/// <summary>The engine was away; senders kept what they had.</summary>
internal sealed record Outage
{
    /// <summary>For how long.</summary>
    public required double Seconds { get; init; }

    /// <summary>How much came in that time.</summary>
    public required double EventsPerSecond { get; init; }

    /// <summary>All of it.</summary>
    [JsonIgnore]
    public int Events => (int)(Seconds * EventsPerSecond);
}

/// <summary>The shape of the day whose events are offered; shares as in <see cref="Workload.WorkloadProfile"/>.</summary>
internal sealed record DayShape
{
    /// <summary>How many taxpayers.</summary>
    public int Taxpayers { get; init; } = 20_000;

    /// <summary>How unequal they are: the exponent of Zipf's law.</summary>
    public double Skew { get; init; } = 0.9;

    /// <summary>What one of them declares beside that, of all declarations.</summary>
    public double Busiest { get; init; }

    /// <summary>
    /// For how many seconds of the run customs waits before it asks and clears. The day is moved together into the run, and minutes into
    /// milliseconds: without it customs would ask before any engine could have decided on the payment.
    /// </summary>
    public double CustomsWaits { get; init; } = 3;

    /// <summary>Low-value consignments, of declarations.</summary>
    public double LowValue { get; init; } = 0.2;

    /// <summary>Sent twice, of events.</summary>
    public double Duplicates { get; init; } = 0.01;

    /// <summary>Late and out of order, of events.</summary>
    public double Reordered { get; init; } = 0.02;

    /// <summary>Wrong in form, or with other content under a known id, of events.</summary>
    public double Faults { get; init; } = 0.005;

    /// <summary>Paid to a mis-keyed number, of what is paid.</summary>
    public double MisKeyed { get; init; } = 0.01;

    /// <summary>Amended, of declarations.</summary>
    public double Amended { get; init; } = 0.05;
}

/// <summary>Who gives up when.</summary>
internal enum WhenRefused
{
    /// <summary>What the engine refuses for want of room is sent again after as long as it asks for.</summary>
    Retry,

    /// <summary>It is not sent again: what is offered is what arrives, and no more.</summary>
    GiveUp,
}

/// <summary>What the generator does and what it does not.</summary>
internal sealed record Bounds
{
    /// <summary>Events due within this time share a body.</summary>
    public double SliceMilliseconds { get; init; } = 5;

    /// <summary>Bodies under way at most; what is due beyond them is refused by the generator, and shown.</summary>
    public int BodiesInFlight { get; init; } = 4_000;

    /// <summary>Connections that questions go by; what is more at one moment waits for one, as behind a proxy, and its time goes on.</summary>
    public int QueryConnections { get; init; } = 256;

    /// <summary>Questions under way at most, those included that wait for a connection; what is due beyond them is refused as well.</summary>
    public int QueriesInFlight { get; init; } = 50_000;

    /// <summary>What becomes of what the engine refuses.</summary>
    public WhenRefused WhenRefused { get; init; }
}
