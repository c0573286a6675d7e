using System.Text.RegularExpressions;

namespace Clearance.Architecture.Tests;

public sealed partial class StyleTests
{
    private const int LongestFile = 300;

    /// <summary>Files that may be longer, each with the reason.</summary>
    private static readonly Dictionary<string, string> MayBeLonger = [];

    [Fact]
    public void A_source_file_has_at_most_300_lines() =>
        Repository.With(".cs")
            .Where(file => !MayBeLonger.ContainsKey(file))
            .Select(file => (file, lines: Repository.Read(file).Count(c => c == '\n')))
            .Where(it => it.lines > LongestFile)
            .ShouldBeEmpty();

    [Fact]
    public void A_file_that_may_be_longer_is_longer() =>
        MayBeLonger.Keys
            .Where(file => Repository.Read(file).Count(c => c == '\n') <= LongestFile)
            .ShouldBeEmpty();

    [Fact]
    public void Nothing_is_left_for_later_in_a_comment() => Places(LeftForLater()).ShouldBeEmpty();

    [Fact]
    public void No_file_names_a_package_registry() => Places(Registry()).ShouldBeEmpty();

    [Fact]
    public void No_file_names_a_folder_of_one_machine() => Places(MachineFolder()).ShouldBeEmpty();

    [Fact]
    public void Lines_end_in_LF_only() =>
        Repository.TextFiles.Where(file => Repository.Read(file).Contains('\r')).ShouldBeEmpty();

    private static IEnumerable<string> Places(Regex pattern) =>
        from file in Repository.TextFiles
        from line in Repository.Read(file).Split('\n').Index()
        where pattern.IsMatch(line.Item)
        select $"{file}:{line.Index + 1}: {line.Item.Trim()}";

    // The patterns are written so that they do not match themselves.
    [GeneratedRegex(@"\b(FIX[M]E|HA[C]K|TO[D]O)\b")]
    private static partial Regex LeftForLater();

    [GeneratedRegex(@"api\.nuge[t]|nuget[.]or[g]|registry\.npm[j]s|pypi[.]or[g]|proxy\.golan[g]", RegexOptions.IgnoreCase)]
    private static partial Regex Registry();

    [GeneratedRegex(@"(?<![\w.$}~*])/(work|tmp|opt|root|home)/")]
    private static partial Regex MachineFolder();
}
