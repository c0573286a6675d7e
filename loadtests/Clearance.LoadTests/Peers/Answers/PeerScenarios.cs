using static Clearance.LoadTests.Peers.ScenarioCalls;

namespace Clearance.LoadTests.Peers;

/// <summary>What the engine and its peers must answer alike.</summary>
/// <param name="Name">For people.</param>
/// <param name="AfterRestart">Whether it is played after the process was stopped and started again, the store left as it was.</param>
/// <param name="Play">Tells and asks.</param>
/// <param name="Right">What is to be answered.</param>
internal sealed record PeerScenario(string Name, bool AfterRestart, Func<ScenarioCalls, Task<string>> Play, string Right);

/// <summary>The scenarios, each about declarations and taxpayers of its own.</summary>
internal static class PeerScenarios
{
    /// <summary>All of them, in the order they are played.</summary>
    public static IReadOnlyList<PeerScenario> All { get; } =
    [
        new("unpaid goods are held, paid ones go", AfterRestart: false, Common, "accepted, hold 1500, accepted, clear 0"),
        new("a repeat is a duplicate, its money counts once", AfterRestart: false, Repeated, "accepted, accepted, duplicate, hold 1000"),
        new("other content under the same id is a conflict", AfterRestart: false, Conflicting, "conflict, hold 1000"),
        new("a payment before its registration", AfterRestart: false, PaidBefore, "accepted, unknown, parked 1500, accepted, clear 0"),
        new("a mis-keyed number: its money is in suspense", AfterRestart: false, MisKeyed, "accepted, accepted, hold 1500, suspense 1500"),
        new("two declarations paid by one payment", AfterRestart: false, TwoByOne, "accepted, accepted, accepted, clear 0, clear 0"),
        new("not enough money: what is missing", AfterRestart: false, TooLittle, "accepted, accepted, hold 501"),
        new("too much money: what is over", AfterRestart: false, TooMuch, "accepted, accepted, clear 0, surplus 250"),
        new("after a restart: a decision", AfterRestart: true, static calls => calls.Ask(2), "hold 1000"),
        new("after a restart: a repeat", AfterRestart: true, RepeatedLater, "duplicate, duplicate, hold 1000"),
    ];

    /// <summary>Plays one; an exception is an answer too.</summary>
    public static async Task<string> Play(PeerScenario scenario, ScenarioCalls calls)
    {
        try
        {
            return await scenario.Play(calls);
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException or System.Text.Json.JsonException
            or KeyNotFoundException)
        {
            return $"fails: {failure.Message}";
        }
    }

    private static async Task<string> Common(ScenarioCalls calls) => Of(
        await calls.Register(1, 1, 1_000, 500),
        await calls.Ask(1),
        await calls.Pay("S1", 1, (Key(1), "1901", 1_000), (Key(1), "1702", 500), (Key(1), "2663", 20_000)),
        await calls.Ask(1));

    private static async Task<string> Repeated(ScenarioCalls calls) => Of(
        await calls.Register(2, 2, 1_000, 500),
        await calls.Pay("S2", 2, (Key(2), "1702", 500)),
        await calls.Pay("S2", 2, (Key(2), "1702", 500)),
        await calls.Ask(2));

    private static async Task<string> Conflicting(ScenarioCalls calls) => Of(
        await calls.Pay("S2", 2, (Key(2), "1702", 501)),
        await calls.Ask(2));

    private static async Task<string> PaidBefore(ScenarioCalls calls) => Of(
        await calls.Pay("S3", 3, (Key(3), "1901", 1_000), (Key(3), "1702", 500)),
        await calls.Ask(3),
        await calls.Sum(3, "parked"),
        await calls.Register(3, 3, 1_000, 500),
        await calls.Ask(3));

    /// <summary>Its last digit, a check digit, is another.</summary>
    private static async Task<string> MisKeyed(ScenarioCalls calls)
    {
        var number = $"{Key(4)[..^1]}{(Key(4)[^1] - '0' + 1) % 7}";
        return Of(
            await calls.Register(4, 4, 1_000, 500),
            await calls.Pay("S4", 4, (number, "1901", 1_000), (number, "1702", 500)),
            await calls.Ask(4),
            await calls.Sum(4, "suspense"));
    }

    private static async Task<string> TwoByOne(ScenarioCalls calls) => Of(
        await calls.Register(5, 5, 1_000, 500),
        await calls.Register(6, 5, 2_000, 700),
        await calls.Pay(
            "S5", 5, (Key(5), "1901", 1_000), (Key(5), "1702", 500), (Key(6), "1901", 2_000), (Key(6), "1702", 700)),
        await calls.Ask(5),
        await calls.Ask(6));

    private static async Task<string> TooLittle(ScenarioCalls calls) => Of(
        await calls.Register(7, 7, 1_000, 500),
        await calls.Pay("S7", 7, (Key(7), "1901", 999)),
        await calls.Ask(7));

    private static async Task<string> TooMuch(ScenarioCalls calls) => Of(
        await calls.Register(8, 8, 1_000, 500),
        await calls.Pay("S8", 8, (Key(8), "1901", 1_250), (Key(8), "1702", 500)),
        await calls.Ask(8),
        await calls.Sum(8, "surplus"));

    private static async Task<string> RepeatedLater(ScenarioCalls calls) => Of(
        await calls.Register(2, 2, 1_000, 500),
        await calls.Pay("S2", 2, (Key(2), "1702", 500)),
        await calls.Ask(2));

    private static string Of(params string[] answers) => string.Join(", ", answers);
}
