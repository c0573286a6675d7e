using System.Diagnostics;
using System.Security.Cryptography;

namespace Clearance.Architecture.Tests.Security;

/// <summary>A release that is built twice, in two folders, is the same to the byte: who doubts one can build it.</summary>
public sealed class ReproducibleBuildTests
{
    private const string Project = "grains/Clearance.Domain";

    [Fact]
    public async Task A_release_built_in_two_folders_is_the_same_to_the_byte()
    {
        var folder = Directory.CreateTempSubdirectory("clearance-build-");
        try
        {
            var built = await Task.WhenAll(
                Build(Path.Combine(folder.FullName, "one")), Build(Path.Combine(folder.FullName, "another", "folder")));
            built[1].ShouldBe(built[0]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> Build(string root)
    {
        foreach (var file in Repository.Files.Where(IsNeeded))
        {
            var copy = Path.Combine(root, file);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Path.Combine(Repository.Root, file), copy);
        }

        var start = new ProcessStartInfo(
            "dotnet",
            [
                "build", Project, "-c", "Release", "-v", "quiet", "-p:ContinuousIntegrationBuild=true", "-p:DeterministicSourcePaths=false",
                "-p:WithOrleans=false", "-p:RunAnalyzers=false", "-nodeReuse:false",
            ])
        {
            WorkingDirectory = root,
            RedirectStandardOutput = true,
        };

        // What the runner of these tests was told about its own build is not for this one.
        foreach (var name in start.Environment.Keys.Where(static it => it.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        using var build = Process.Start(start)!;
        var said = await build.StandardOutput.ReadToEndAsync();
        await build.WaitForExitAsync();
        build.ExitCode.ShouldBe(0, said);
        var built = Path.Combine(root, Project, "bin/Release/net10.0/Clearance.Domain.dll");
        return Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(built)));
    }

    private static bool IsNeeded(string file) =>
        file.StartsWith(Project + "/", StringComparison.Ordinal) || file is "Directory.Build.props" or "Directory.Packages.props"
            or "global.json" or ".editorconfig" or "BannedSymbols.txt" or "grains/.editorconfig";
}
