using System.Runtime.CompilerServices;

namespace Clearance.Entities.Tests.Codec;

/// <summary>Bytes that released formats wrote, each with the printout of what they say: they are kept and must still load.</summary>
/// <remarks>
/// A fixture is named after its kind. <c>CLEARANCE_WRITE_FIXTURES=1</c> writes those of the current format that are not
/// there yet; one that is there is never written again.
/// </remarks>
public sealed class FixtureTests
{
    private static readonly string Root = Path.Combine(Path.GetDirectoryName(ThisFile())!, "fixtures");

    public static TheoryData<string> Fixtures => new(
        Directory.EnumerateFiles(Root, "*.bin", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file))
            .Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Every_released_format_still_loads(string fixture)
    {
        var file = Path.Combine(Root, fixture);
        var kind = Path.GetFileName(fixture).Split('.')[0];

        var printout = Record.Decoder(kind, Samples.Owner)(File.ReadAllBytes(file));

        printout.ShouldBe(File.ReadAllText(Path.ChangeExtension(file, ".txt")));
    }

    [Fact]
    public void The_current_format_is_the_one_its_fixtures_keep()
    {
        var folder = Path.Combine(Root, $"v{LedgerCodec.FormatVersion}");
        foreach (var sample in Samples.All)
        {
            var file = Path.Combine(folder, $"{sample.Kind}.{sample.Name}.bin");
            if (!File.Exists(file) && Environment.GetEnvironmentVariable("CLEARANCE_WRITE_FIXTURES") == "1")
            {
                Directory.CreateDirectory(folder);
                File.WriteAllBytes(file, sample.Bytes);
                File.WriteAllText(
                    Path.ChangeExtension(file, ".txt"),
                    Record.Decoder(sample.Kind, Samples.Owner)(sample.Bytes));
            }

            File.Exists(file).ShouldBeTrue($"{sample.Kind}.{sample.Name} has no fixture.");
            sample.Bytes.ShouldBe(File.ReadAllBytes(file), $"{sample.Kind}.{sample.Name} is written otherwise: a new format?");
        }
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
