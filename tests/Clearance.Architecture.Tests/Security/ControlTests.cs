using System.Text.RegularExpressions;

namespace Clearance.Architecture.Tests.Security;

/// <summary>What docs/security says is tested: every control has its row, and every test that is named there exists.</summary>
public sealed partial class ControlTests
{
    private const int Controls = 27;

    private static readonly Row[] Rows =
    [
        .. ControlRow().Matches(Repository.Read("docs/security/controls.md"))
            .Select(static row => new Row(int.Parse(row.Groups["number"].Value), row.Groups["tests"].Value)),
    ];

    private static readonly Lazy<IReadOnlyList<string>> Tests = new(() =>
    [
        .. Repository.With(".cs").Where(static file => file.StartsWith("tests/", StringComparison.Ordinal)).Select(Repository.Read),
    ]);

    [Fact]
    public void Every_control_has_one_row() => Rows.Select(static row => row.Number).ShouldBe(Enumerable.Range(1, Controls));

    [Fact]
    public void A_control_names_tests_or_says_why_there_are_none() =>
        Rows.Where(static row => !NamedTest().IsMatch(row.Tests) && !row.Tests.Contains("not built: ", StringComparison.Ordinal))
            .ShouldBeEmpty();

    [Fact]
    public void Every_test_that_is_named_exists() =>
        (from file in (string[])["docs/security/controls.md", "docs/security/threat-model.md"]
         from Match test in NamedTest().Matches(Repository.Read(file))
         let name = test.Groups["class"].Value
         let method = test.Groups["method"].Value
         where !Tests.Value.Any(source => IsIn(source, name, method))
         select $"{file}: {test.Value}").ShouldBeEmpty();

    [Theory]
    [InlineData("| S1 | x | y | `ControlTests.No_such_test` |")]
    [InlineData("| S1 | x | y | `NoSuchTests` |")]
    public void A_name_of_no_test_is_found_out(string row) =>
        NamedTest().Matches(row).ShouldHaveSingleItem().Groups.ShouldSatisfyAllConditions(
            groups => Tests.Value.Any(source => IsIn(source, groups["class"].Value, groups["method"].Value)).ShouldBeFalse());

    private static bool IsIn(string source, string name, string method) =>
        Regex.IsMatch(source, $@"\bclass {name}\b") && (method.Length == 0 || Regex.IsMatch(source, $@"\b{method}\("));

    [GeneratedRegex(@"^\| S(?<number>\d+) \|[^|]*\|[^|]*\|(?<tests>[^|]*)\|$", RegexOptions.Multiline)]
    private static partial Regex ControlRow();

    [GeneratedRegex(@"`(?<class>\w+Tests)(?:\.(?<method>\w+))?`")]
    private static partial Regex NamedTest();

    private sealed record Row(int Number, string Tests);
}
