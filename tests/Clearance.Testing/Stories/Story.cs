using Clearance.Domain;
using Clearance.Entities;
using Clearance.Testing.Worlds;

namespace Clearance.Testing.Stories;

/// <summary>
/// A table of the rules as a customs officer reads it: what happened, line by line, and what must hold then. Told to the
/// domain; after every line every đồng is counted.
/// </summary>
/// <remarks>
/// A line with a verb is an event and must be accepted unless <c>→ rejected Code</c> says otherwise; one with <c>?</c>
/// asks; <c>deliver T1</c> delivers the oldest message T1 sent, when the story is told with messages by hand.
/// </remarks>
public sealed class Story
{
    private const string Nothing = "none";

    private readonly DomainWorld _world;
    private readonly List<Alert> _alerts = [];
    private DateOnly _date = new(2026, 11, 2);
    private int _count;

    private Story(bool byHand)
    {
        _world = new DomainWorld { DeliversAtOnce = !byHand, Evictions = new Random(1) };
        _world.Observer = applied => _alerts.AddRange(applied.Alerts);
    }

    /// <summary>Tells a story.</summary>
    public static void Tell(string text) => new Story(byHand: false).TellLines(text);

    /// <summary>Tells a story in which messages between taxpayers wait for <c>deliver</c>.</summary>
    public static void TellByHand(string text) => new Story(byHand: true).TellLines(text);

    /// <summary>08:00 of a legal date.</summary>
    public static Instant Morning(DateOnly date) =>
        Instant.From(new DateTimeOffset(date, new TimeOnly(8, 0), TimeSpan.FromHours(7)));

    private void TellLines(string text)
    {
        foreach (var line in StoryLine.Read(text))
        {
            _date = line.Date ?? _date;
            var failure = Tell(line);
            if (failure is not null)
            {
                throw new StoryFailedException($"{line.Text}\n  {failure}");
            }

            foreach (var broken in WorldAudit.Of(_world))
            {
                throw new StoryFailedException($"{line.Text}\n  {broken}");
            }
        }
    }

    private string? Tell(StoryLine line)
    {
        switch (line.Verb)
        {
            case "?":
                return StoryChecks.Failure(_world, line, line.DateValue("on") ?? _date);
            case "deliver":
                _world.DeliverOne(StoryNames.Taxpayer(line.Name('T')!));
                return null;
            default:
                return Post(line);
        }
    }

    private string? Post(StoryLine line)
    {
        var at = new Instant(Morning(_date).UtcTicks + (_count * TimeSpan.TicksPerMinute));
        var id = line.Value("id") ?? $"S:{++_count:D3}";
        var e = StoryEvents.Of(line, id, at) ?? throw new FormatException($"What is {line.Verb}?");
        _alerts.Clear();
        var result = _world.Post(WorldEvent.From(e));
        var got = result.Rejection is { } rejection ? $"rejected {rejection.Code}"
            : _alerts.Count > 0 ? $"alert {_alerts[0].Code}"
            : result.Status.ToString().ToLowerInvariant();
        var expected = line.Result.Length == 0 ? nameof(EventStatus.Accepted).ToLowerInvariant() : string.Join(' ', line.Result);
        return got == expected ? null : $"expected {expected}, got {got}: {result.Rejection?.Detail ?? Nothing}";
    }
}

/// <summary>A story did not go as it is told.</summary>
public sealed class StoryFailedException(string message) : Exception(message);
