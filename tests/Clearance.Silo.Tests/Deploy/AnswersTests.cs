using System.Diagnostics;
using Clearance.Silo.Tests.Running;
using Clearance.Testing.Stores;

namespace Clearance.Silo.Tests.Deploy;

/// <summary><c>deploy/answers.sh</c>, by which probes and <c>./run</c> ask.</summary>
[Collection(SharedEngine.Name)]
public sealed class AnswersTests(EngineFixture engine)
{
    [Theory]
    [InlineData("healthz", 0)]
    [InlineData("readyz", 0)]
    [InlineData("", 0)]
    [InlineData("v1/nothing", 1)]
    public async Task It_succeeds_when_the_engine_answers_200(string path, int code) =>
        (await Ask($"{engine.Http.BaseAddress}{path}")).ShouldBe(code);

    [Fact]
    public async Task It_fails_when_nobody_listens() => (await Ask($"http://127.0.0.1:{FreePort.Find()}/readyz")).ShouldBe(1);

    private static async Task<int> Ask(string url)
    {
        using var process = Process.Start(Path.Combine(DeployTree.Root, "deploy", "answers.sh"), [url]);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
