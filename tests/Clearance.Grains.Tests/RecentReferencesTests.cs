namespace Clearance.Grains.Tests;

/// <summary>References to grains: found again while they are used, forgotten after.</summary>
public sealed class RecentReferencesTests
{
    private const int Most = 8;

    private readonly List<int> _made = [];
    private readonly RecentReferences<int, string> _references;

    public RecentReferencesTests() => _references = new RecentReferences<int, string>(Most, key =>
    {
        _made.Add(key);
        return $"{key}";
    });

    [Fact]
    public void What_is_used_again_and_again_is_made_once_whatever_comes_between()
    {
        for (var other = 1; other < 20 * Most; other++)
        {
            _references.Of(0).ShouldBe("0");
            _references.Of(other).ShouldBe($"{other}");
        }

        _made.Count(static key => key == 0).ShouldBe(1);
        _made.Distinct().Count().ShouldBe(_made.Count);
    }

    [Fact]
    public void What_is_not_used_for_two_generations_is_forgotten()
    {
        _references.Of(0);
        for (var other = 1; other <= 2 * Most; other++)
        {
            _references.Of(other);
        }

        _references.Of(0).ShouldBe("0");
        _made.Count(static key => key == 0).ShouldBe(2);
    }

    [Fact]
    public void Many_threads_at_once_get_what_they_ask_for() =>
        Parallel.For(0, 10_000, static i =>
        {
            var references = Shared;
            references.Of(i % 37).ShouldBe($"{i % 37}");
        });

    private static readonly RecentReferences<int, string> Shared = new(Most, static key => $"{key}");
}
