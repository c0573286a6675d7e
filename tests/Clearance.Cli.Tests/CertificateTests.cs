using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clearance.Silo.Tests.Access;
using Clearance.Silo.Tests.Running;
using Clearance.Testing.Certificates;

namespace Clearance.Cli.Tests;

/// <summary>The tool as a process of its own calls by a certificate, at an engine that speaks TLS and knows its callers by theirs.</summary>
public sealed class CertificateTests : IAsyncLifetime, IDisposable
{
    private const string Declaration = "105123456760";

    private readonly AccessFolder folder = new();
    private readonly TestAuthority authority = new("engines");
    private readonly X509Certificate2 known = AccessFolder.Certificate("auditor");
    private readonly X509Certificate2 unknown = AccessFolder.Certificate("auditor");
    private EngineProcess engine = null!;
    private string trusted = "";

    public async Task InitializeAsync()
    {
        folder.WriteAccess(new JsonObject
        {
            ["clients"] = new JsonArray(new JsonObject
            {
                ["name"] = "auditor-1",
                ["roles"] = new JsonArray("auditor"),
                ["certificates"] = new JsonArray(AccessFolder.Thumbprint(known)),
            }),
        });
        using var server = authority.Issue("localhost");
        trusted = folder.Write("authority.pem", authority.Pem);
        engine = await EngineProcess.StartUnready(["--urls", "https://127.0.0.1:0", .. folder.Options, .. folder.WriteTls(server)]);
    }

    public async Task DisposeAsync() => await engine.DisposeAsync();

    public void Dispose()
    {
        known.Dispose();
        unknown.Dispose();
        authority.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task A_call_by_a_certificate_is_answered_and_what_is_wrong_with_one_is_said()
    {
        var (certificate, key) = Files("known", known);
        var answer = await Status(trusted, "--client-cert", certificate, "--client-key", key, "--json");
        answer.ExitCode.ShouldBe(1, "nobody has registered it: " + answer.Errors);
        JsonElement.Parse(answer.Output).GetProperty("outcome").GetString().ShouldBe("unknown");

        var (other, otherKey) = Files("unknown", unknown);
        var refused = await Status(trusted, "--client-cert", other, "--client-key", otherKey);
        (refused.ExitCode, refused.Errors.Contains("does not say who makes it in a way that is accepted", StringComparison.Ordinal)).ShouldBe((4, true), refused.Errors);
        var nobody = await Status(trusted);
        (nobody.ExitCode, nobody.Errors.Contains("does not say who makes it", StringComparison.Ordinal)).ShouldBe((4, true), nobody.Errors);

        var mixed = await Status(trusted, "--client-cert", certificate, "--client-key", otherKey);
        (mixed.ExitCode, mixed.Errors.Contains("must be a certificate and its key, in PEM", StringComparison.Ordinal)).ShouldBe((2, true), mixed.Errors);
    }

    [Fact]
    public async Task An_engine_whose_certificate_is_not_trusted_is_not_asked_and_the_tool_says_so()
    {
        var (certificate, key) = Files("known", known);
        var untrusted = await Status(certificate, "--client-cert", certificate, "--client-key", key);
        untrusted.ExitCode.ShouldBe(3, untrusted.Errors);
        untrusted.Errors.ShouldContain("certificate is not accepted");
        untrusted.Errors.ShouldContain("SSL_CERT_FILE");
        untrusted.Errors.ShouldNotContain("see inner exception");
    }

    private (string Certificate, string Key) Files(string name, X509Certificate2 certificate)
    {
        var (pem, key) = TestAuthority.Files(certificate);
        return (folder.Write($"{name}.pem", pem), folder.Write($"{name}.key", key));
    }

    /// <summary>Asks for a decision; the system reads once in a process whom it trusts.</summary>
    private async Task<ToolRun> Status(string trusts, params string[] options)
    {
        var tool = AppContext.BaseDirectory.Replace("/tests/Clearance.Cli.Tests/bin/", "/client/Clearance.Cli/bin/", StringComparison.Ordinal) + "Clearance.Cli.dll";
        var start = new ProcessStartInfo("dotnet", [tool, "status", Declaration, "--url", $"https://localhost:{engine.Url.Port}", .. options])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["SSL_CERT_FILE"] = trusts;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        using var late = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await process.WaitForExitAsync(late.Token);
        return new ToolRun(process.ExitCode, output, string.Join(' ', (await errors).Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)));
    }
}
