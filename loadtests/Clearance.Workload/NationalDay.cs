namespace Clearance.Workload;

/// <summary>A day of a whole country's customs, thought up from a seed.</summary>
/// <remarks>
/// The stories know nothing of the engine: they say what traders, banks and customs do. Where customs would ask before it
/// acts, the event says so (<see cref="WorkloadEvent.AsksAbout"/>), and whoever plays the day asks.
/// </remarks>
public sealed class NationalDay
{
    private NationalDay(IReadOnlyList<string> taxpayers, IReadOnlyList<string> declarations, IReadOnlyList<WorkloadEvent> events) =>
        (Taxpayers, Declarations, Events) = (taxpayers, declarations, events);

    /// <summary>Who declares, the busiest first.</summary>
    public IReadOnlyList<string> Taxpayers { get; }

    /// <summary>What is declared, by key, in order of registration.</summary>
    public IReadOnlyList<string> Declarations { get; }

    /// <summary>Everything that arrives before midnight, in order of arrival.</summary>
    public IReadOnlyList<WorkloadEvent> Events { get; }

    /// <summary>Thinks up a day.</summary>
    public static NationalDay Of(WorkloadProfile profile)
    {
        using var script = new DayScript(profile);
        var population = new Population(script);
        var traders = population.Traders();
        var shipments = population.Shipments(traders);
        var standing = new StandingStory(script);
        foreach (var trader in traders.Where(trader => !profile.SilentUnlessDeclaring || trader.Shipments.Count > 0))
        {
            standing.Tell(trader);
        }

        var money = new MoneyStory(script);
        var story = new ShipmentStory(script, money);
        foreach (var shipment in shipments)
        {
            story.Tell(shipment);
        }

        foreach (var trader in traders)
        {
            money.Finish(trader);
        }

        return new NationalDay(
            [.. traders.Select(trader => trader.Id)],
            [.. shipments.Select(shipment => shipment.Key)],
            new Disturbances(script).Apply(script.Events));
    }
}
