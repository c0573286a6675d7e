using System.Diagnostics;
using System.Runtime.InteropServices;
using Clearance.Silo.Tests.Http;
using Clearance.Silo.Tests.Running;

namespace Clearance.Silo.Tests;

/// <summary>The server that <c>./run --with-postgres</c> starts.</summary>
public sealed class LocalPostgresTests : IDisposable
{
    private const int TerminateSignal = 15;

    private readonly string folder = Directory.CreateTempSubdirectory("clearance-local-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task It_makes_what_the_engine_needs_once_and_keeps_it()
    {
        var status = Sample.Status().ToJsonString();
        using var server = await Start();
        var (code, migrated, _) = await EngineProcess.Run(["--migrate"], (SiloProcess.MigrateVariable, Reach("owner")));
        code.ShouldBe(0, migrated);
        await using var engine = await EngineProcess.Start(
            "--Clearance:Store:Provider", "postgres", "--Clearance:Store:Postgres:ConnectionString", Reach("engine"));
        (await engine.Http.PostEvent("customs.taxpayers", status)).Short().ShouldBe("accepted");
        var (refused, _, why) = await EngineProcess.Run(["--migrate"], (SiloProcess.MigrateVariable, ""));
        (refused, why.Trim()).ShouldBe((2, $"Clearance cannot start: --migrate without a connection string takes that of {SiloProcess.MigrateVariable}, which is empty."));
        using (var second = Launch())
        {
            await second.WaitForExitAsync();
            second.ExitCode.ShouldBe(1);
            (await second.StandardError.ReadToEndAsync()).ShouldContain("in use by another local PostgreSQL");
        }

        await Stop(server);
        using var again = await Start();

        await engine.Client.WaitReady(TimeSpan.FromMinutes(3));
        (await engine.Http.PostEvent("customs.taxpayers", status)).Short().ShouldBe("duplicate");
        (await engine.Stop()).ShouldBe(0);
        await Stop(again);
    }

    private string Reach(string role) => File.ReadAllText(Path.Combine(folder, role)).Trim();

    private async Task<Process> Start()
    {
        var process = Launch();
        using var late = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        (await process.StandardOutput.ReadLineAsync(late.Token)).ShouldNotBeNull().ShouldStartWith("PostgreSQL listens on 127.0.0.1:");
        return process;
    }

    private Process Launch()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Clearance.sln")))
        {
            root = root.Parent!;
        }

        return Process.Start(new ProcessStartInfo(Path.Combine(root.FullName, "deploy", "local-postgres.sh"), [folder])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }

    private static async Task Stop(Process server)
    {
        _ = SendSignal(server.Id, TerminateSignal);
        using var late = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await server.WaitForExitAsync(late.Token);
        server.ExitCode.ShouldBe(0);
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendSignal(int pid, int signal);
}
