using System.Diagnostics;

namespace Clearance.Architecture.Tests.Security;

/// <summary>The audit of packages says what it knows, and that it knows nothing where that is so.</summary>
public sealed class AuditScriptTests : IDisposable
{
    private readonly DirectoryInfo _programs = Directory.CreateTempSubdirectory("clearance-audit-");

    public void Dispose() => _programs.Delete(recursive: true);

    [Theory]
    [InlineData("nothing", 3, "has no data about vulnerabilities, or cannot be asked: nothing is known")]
    [InlineData("unreachable", 3, "cannot be asked: nothing is known")]
    [InlineData("known", 0, "No package of ours has a vulnerability that the source knows of.")]
    [InlineData("all", 1, "\"severity\"")]
    public async Task What_the_source_knows_is_what_is_said(string finds, int exitCode, string said)
    {
        var (code, text) = await Audit(finds);
        (code, text.Contains(said, StringComparison.Ordinal)).ShouldBe((exitCode, true), text);
    }

    /// <summary>Runs the script with a dotnet that finds what it is told to.</summary>
    private async Task<(int Code, string Text)> Audit(string finds)
    {
        var dotnet = Path.Combine(_programs.FullName, "dotnet");
        await File.WriteAllTextAsync(
            dotnet,
            $$"""
            #!/usr/bin/env bash
            found='{"severity":"High"}'
            case "{{finds}} $1 $2" in
              "unreachable restore"*) exit 1 ;;
              "all list"* | "known list"*known.csproj) echo "$found" ;;
              *list*) echo '{}' ;;
            esac
            """);
#pragma warning disable CA1416 // Where there is no bash there is no script.
        File.SetUnixFileMode(dotnet, UnixFileMode.UserRead | UnixFileMode.UserExecute);
#pragma warning restore CA1416
        var start = new ProcessStartInfo("bash", [Path.Combine(Repository.Root, "deploy/audit.sh")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{_programs.FullName}:{Environment.GetEnvironmentVariable("PATH")}";
        using var audit = Process.Start(start)!;
        var errors = audit.StandardError.ReadToEndAsync();
        var text = await audit.StandardOutput.ReadToEndAsync();
        await audit.WaitForExitAsync();
        return (audit.ExitCode, text + await errors);
    }
}
