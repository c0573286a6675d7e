using System.Runtime.CompilerServices;
using System.Text;

namespace Clearance.Entities.Tests.Codec;

/// <summary>Bytes that released formats wrote, each with the printout of what they say: they are kept and must still load.</summary>
/// <remarks>
/// A fixture is named after its kind; its owner, which is stored elsewhere, is that of the samples.
/// <c>CLEARANCE_WRITE_FIXTURES=1</c> writes those of the current format that are not there yet; bytes that are there are
/// never written again.
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
            if (Environment.GetEnvironmentVariable("CLEARANCE_WRITE_FIXTURES") == "1")
            {
                Directory.CreateDirectory(folder);
                WriteNew(file, sample.Bytes);
                var printout = Record.Decoder(sample.Kind, Samples.Owner)(sample.Bytes);
                WriteNew(Path.ChangeExtension(file, ".txt"), Encoding.UTF8.GetBytes(printout));
            }

            File.Exists(file).ShouldBeTrue($"{sample.Kind}.{sample.Name} has no fixture.");
            sample.Bytes.ShouldBe(File.ReadAllBytes(file), $"{sample.Kind}.{sample.Name} is written otherwise: a new format?");
        }
    }

    private static void WriteNew(string file, byte[] bytes)
    {
        if (!File.Exists(file))
        {
            File.WriteAllBytes(file, bytes);
        }
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
