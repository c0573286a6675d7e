using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Clearance.Silo.Tests.Running;

namespace Clearance.Silo.Tests.Http;

public sealed partial class ReadmeTests
{
    [Fact]
    public async Task The_worked_example_of_the_readme_prints_what_it_says()
    {
        await using var engine = await EngineProcess.Start();
        var examples = Example().Matches(await File.ReadAllTextAsync(Path.Combine(Root(), "README.md")));
        examples.Count.ShouldBe(6);
        foreach (Match example in examples)
        {
            var path = example.Groups["path"].Value;
            using var answer = example.Groups["body"].Success
                ? await engine.Http.PostAsync(path, new StringContent(example.Groups["body"].Value, Encoding.UTF8))
                : await engine.Http.GetAsync(path);
            var printed = await answer.Content.ReadAsStringAsync();

            Timeless(printed).ShouldBe(Timeless(example.Groups["answer"].Value), path);
        }
    }

    private static string Timeless(string json) =>
        DecidedAt().Replace(JsonSerializer.Serialize(JsonDocument.Parse(json).RootElement), string.Empty);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Clearance.sln")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }

    [GeneratedRegex(
        """^\$ curl -s '?http://127\.0\.0\.1:5080(?<path>[^ '\n]+)'?(?: -d '(?<body>[^']+)')?\n(?<answer>\{.*?\})\n(?=```|\$)""",
        RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex(@",""decidedAt"":""[^""]+""")]
    private static partial Regex DecidedAt();
}
