using System.Text.RegularExpressions;

namespace Clearance.Architecture.Tests.Security;

/// <summary>No file that a person wrote has a key, a token or a password in it.</summary>
public sealed partial class SecretTests
{
    private const double RandomBitsPerLetter = 3.4;
    private const int LettersMin = 12;

    /// <summary>Places that look like secrets and are none, each with the reason.</summary>
    private static readonly Dictionary<string, string> KnownPlaces = new()
    {
        ["docs/using/gates.md"] = "a release token of an example, which counted for a day and by a key that is gone",
    };

    /// <summary>What must be found; written so that this file has none of it.</summary>
    public static TheoryData<string, string> Planted => new()
    {
        { "a private key", "-----BEGIN " + "RSA PRIVATE KEY-----" },
        { "a private key", "-----BEGIN " + "PRIVATE KEY-----" },
        { "an access key", "AKIA" + "IOSFODNN7EXAMPLE" },
        { "a token", "gh" + "p_16C7e42F292c6912E7710c838347Ae178B4a" },
        { "a token", "eyJ" + "hbGciOiJIUzI1NiJ9.eyJ" + "zdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U" },
        { "a password", "Pass" + "word=x9Kf2mQz7TbW4c" },
        { "a password", "\"api_" + "key\": \"a8f5f167f44f4964e6c998dee827110c\"" },
        { "a password", "postgres://clearance:" + "hunter2hunter2@db/clearance" },
    };

    [Fact]
    public void No_file_has_a_secret() =>
        (from file in Repository.TextFiles
         where !KnownPlaces.ContainsKey(file)
         from line in Repository.Read(file).Split('\n').Index()
         let what = SecretIn(line.Item)
         where what is not null
         select $"{file}:{line.Index + 1}: {what}").ShouldBeEmpty();

    [Fact]
    public void A_place_that_is_no_secret_still_looks_like_one() =>
        KnownPlaces.Keys.Where(static file => !Repository.Read(file).Split('\n').Any(static line => SecretIn(line) is not null)).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Planted))]
    public void What_is_planted_is_found(string what, string line) => SecretIn($"    {line};").ShouldBe(what);

    [Theory]
    [InlineData("Password=$POSTGRES_PASSWORD")]
    [InlineData("Password=…")]
    [InlineData("\"password\": \"${SECRET:?set it first}\"")]
    [InlineData("var token = cancellation.Token;")]
    [InlineData("POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?set it first}")]
    public void What_only_names_a_secret_is_none(string line) => SecretIn(line).ShouldBeNull();

    private static string? SecretIn(string line) =>
        PrivateKey().IsMatch(line) ? "a private key"
        : AccessKey().IsMatch(line) ? "an access key"
        : Token().IsMatch(line) ? "a token"
        : InAddress().IsMatch(line) || Assigned().Matches(line).Any(static it => IsRandom(it.Groups["value"].Value)) ? "a password"
        : null;

    /// <summary>Letters and digits in no order: words and names of members have fewer bits to the letter, or no digits.</summary>
    private static bool IsRandom(string value) =>
        value.Length >= LettersMin && value.Any(char.IsAsciiDigit) && value.Any(char.IsAsciiLetter)
        && value.GroupBy(static c => c).Sum(it => -it.Count() / (double)value.Length * Math.Log2(it.Count() / (double)value.Length)) >= RandomBitsPerLetter;

    [GeneratedRegex("-----BEGI[N] (?:[A-Z]+ )*PRIVATE KE[Y]")]
    private static partial Regex PrivateKey();

    [GeneratedRegex(@"\bAKI[A][0-9A-Z]{16}\b")]
    private static partial Regex AccessKey();

    [GeneratedRegex(@"\bgh[pousr]_[A-Za-z0-9]{36}\b|\bxox[baprs]-[A-Za-z0-9-]{20,}|\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}")]
    private static partial Regex Token();

    [GeneratedRegex(@"\b[a-z]+://[\w.-]+:(?![$%{<…])[^@\s/'""]{8,}@")]
    private static partial Regex InAddress();

    [GeneratedRegex(@"(?:password|passwd|pwd|secret|token|api[_-]?key)[""']?\s*[=:]\s*[""']?(?<value>[A-Za-z0-9+/_!#%&*^~-]{12,}={0,2})(?![A-Za-z0-9(.])", RegexOptions.IgnoreCase)]
    private static partial Regex Assigned();
}
