namespace Clearance.Workload;

/// <summary>The events of a day as they are thought up, and the day's sources of chance and of names.</summary>
internal sealed class DayScript : IDisposable
{
    private readonly List<WorkloadEvent> _events = [];
    private readonly string _tag;
    private long _names;

    public DayScript(WorkloadProfile profile)
    {
        Profile = profile;
        Random = new Random(profile.Seed);
        _tag = Base36((uint)profile.Seed);
    }

    public WorkloadProfile Profile { get; }

    public Random Random { get; }

    public EventJson Json { get; } = new();

    public IReadOnlyList<WorkloadEvent> Events => _events;

    /// <summary>At most ten characters that no other call, and no other seed, gives.</summary>
    public string NextName() => _tag + Base36(_names++).PadLeft(4, '0');

    /// <summary>The id of an event of customs.</summary>
    public string NextId(string what) => $"VN:{what}:{NextName()}";

    public DateTimeOffset At(TimeSpan time) => EventJson.Instant(Profile.Day, time);

    public bool Chance(double share) => Random.NextDouble() < share;

    public T Pick<T>(IReadOnlyList<T> items) => items[Random.Next(items.Count)];

    /// <summary>A time between two numbers of minutes.</summary>
    public TimeSpan Minutes(double least, double most) =>
        TimeSpan.FromMilliseconds(Math.Round((least + (Random.NextDouble() * (most - least))) * 60_000));

    /// <summary>A waiting time: mostly short, sometimes long, at least half a minute.</summary>
    public TimeSpan Wait(double meanMinutes) =>
        TimeSpan.FromMilliseconds(Math.Round(30_000 - (Math.Log(1 - Random.NextDouble()) * meanMinutes * 60_000)));

    /// <summary>A number around a median, as unequal as trade is.</summary>
    public double LogNormal(double median, double sigma)
    {
        var normal = Math.Sqrt(-2 * Math.Log(1 - Random.NextDouble())) * Math.Cos(2 * Math.PI * Random.NextDouble());
        return median * Math.Exp(sigma * normal);
    }

    /// <summary>Two officers, never the same.</summary>
    public Officers Officers() => new($"cb{Random.Next(1, 40):00}", $"ld{Random.Next(1, 12):00}");

    public void Add(string stream, string type, TimeSpan arrives, byte[] json) =>
        _events.Add(new WorkloadEvent(stream, type, arrives, json));

    public void Add(WorkloadEvent e) => _events.Add(e);

    public void Dispose() => Json.Dispose();

    private static string Base36(long number)
    {
        const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
        var text = "";
        do
        {
            text = Digits[(int)(number % 36)] + text;
            number /= 36;
        }
        while (number > 0);
        return text;
    }
}
