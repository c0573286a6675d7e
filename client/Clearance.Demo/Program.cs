using System.CommandLine;
using Clearance.Demo;

var url = new Argument<string?>("url") { Description = "Where the engine listens.", Arity = ArgumentArity.ZeroOrOne };
var urls = new Option<string?>("--urls") { Description = "The same, as an option. Default: http://127.0.0.1:5080." };
var seed = new Option<int?>("--seed") { Description = "Which day; the same seed plays the same events. Default: another day each time." };
var day = new Option<DateOnly?>("--day") { Description = "The legal date to play. Default: today." };
var declarations = new Option<int>("--declarations") { Description = "How many are registered.", DefaultValueFactory = _ => 2_500 };
var seconds = new Option<int>("--seconds") { Description = "How long the day takes.", DefaultValueFactory = _ => 30 };

var command = new RootCommand("Plays a national day of customs against a running engine.")
{
    url, urls, seed, day, declarations, seconds,
};
command.SetAction((parsed, cancel) => NationalDayDemo.Run(
    new DemoOptions
    {
        Engine = new Uri((parsed.GetValue(url) ?? parsed.GetValue(urls) ?? "http://127.0.0.1:5080").Split(';')[0]),
        Seed = parsed.GetValue(seed) ?? (int)(DateTimeOffset.UtcNow.ToUnixTimeSeconds() % int.MaxValue),
        Day = parsed.GetValue(day) ?? DateOnly.FromDateTime(DateTimeOffset.UtcNow.ToOffset(TimeSpan.FromHours(7)).Date),
        Declarations = Math.Clamp(parsed.GetValue(declarations), 1, 100_000),
        Length = TimeSpan.FromSeconds(Math.Clamp(parsed.GetValue(seconds), 1, 3_600)),
    },
    cancel));
return await command.Parse(args).InvokeAsync();
