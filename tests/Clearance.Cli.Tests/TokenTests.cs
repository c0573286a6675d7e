using Clearance.Signing;
using Clearance.Silo.Tests.Http;
using Clearance.Silo.Tests.Running;

namespace Clearance.Cli.Tests;

/// <summary>A gate's and a bank's day with the tool: keys, signed events, tokens.</summary>
public sealed class TokenTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("clearance-cli-");

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(true);

    [Fact]
    public async Task A_bank_signs_the_goods_go_and_the_gate_sees_it_without_asking()
    {
        var (bankKey, gateKey) = (Path.Combine(_folder.FullName, "bank.pem"), Path.Combine(_folder.FullName, "gate.pem"));
        var made = await Tool.Run("keys", "new", bankKey, "--kid", "BIDV-1");
        made.ExitCode.ShouldBe(0, made.Errors);
        (await Tool.Run("keys", "new", bankKey, "--kid", "BIDV-1")).ExitCode.ShouldBe(2, "a key is never overwritten");
        (await Tool.Run("keys", "new", gateKey, "--kid", "gate-1")).ExitCode.ShouldBe(0);
        var pinned = _folder.FileOf(
            $$"""{"banks":[{"bank":"BIDV","keys":[{"kid":"BIDV-1","alg":"ES256","jwk":{{made.Output}},"notBefore":"2026-01-01T00:00:00Z","notAfter":"2090-01-01T00:00:00Z"}]}]}""");
        await using var engine = await EngineProcess.Start(
            "--Clearance:Signatures:File", pinned, "--Clearance:Signatures:Required", "true",
            "--Clearance:Tokens:KeyFile", gateKey, "--Clearance:Tokens:Kid", "gate-1");

        var (declaration, taxpayer) = (Sample.Declaration(), Sample.Taxpayer());
        var events = _folder.FileOf($"[{Sample.RegisteredNow(declaration, taxpayer)},{Sample.Payment(taxpayer, declaration)}]");
        (await engine.Clearance("send", events)).Output.ShouldContain("UnsignedEvent");
        (await engine.Clearance("token", "get", declaration)).ExitCode.ShouldBe(4, "nothing was paid");
        (await engine.Clearance("send", events, "--sign-key", bankKey)).ExitCode.ShouldBe(2);
        var sent = await engine.Clearance("send", events, "--sign-key", bankKey, "--kid", "BIDV-1");
        sent.ExitCode.ShouldBe(0, sent.Output + sent.Errors);

        var token = (await engine.Clearance("token", "get", declaration)).Output.Trim();
        var keys = _folder.FileOf(await engine.Http.GetStringAsync("/v1/tokens/keys"));
        var revoked = _folder.FileOf(await engine.Http.GetStringAsync("/v1/tokens/revoked"));
        await engine.Kill();

        var goes = await Tool.Run("token", "verify", token, "--keys", keys, "--revoked", revoked, "--declaration", declaration);
        (goes.ExitCode, goes.Output).ShouldBe((0, goes.Output), goes.Errors);
        goes.Output.ShouldStartWith($"may go: {declaration} clear, until ");
        await Refused(token, "The token is for another declaration", "--keys", keys, "--declaration", Sample.Declaration());
        await Refused(token, "The token expired at", "--keys", keys, "--at", "2090-01-01T00:00:00Z");
        await Refused(token[..^4] + "AAAA", "The signature is not over these bytes", "--keys", keys);
        await Refused(token, "No key with this kid is pinned.", "--keys", _folder.FileOf("""{"keys":[]}"""));
        var void1 = _folder.FileOf(RevokedTokens.Sign(
            SigningKey.FromPem(await File.ReadAllTextAsync(gateKey), "gate-1"), "clearance", DateTimeOffset.UtcNow, [new(declaration[..11], 9, DateTimeOffset.UtcNow)]));
        await Refused(token, "decision 9 no longer lets the goods go", "--keys", keys, "--revoked", void1);
        (await Tool.Run("token", "verify", token, "--keys", keys, "--revoked", _folder.FileOf("nothing"))).ExitCode.ShouldBe(2);
    }

    private static async Task Refused(string token, string why, params string[] options)
    {
        var run = await Tool.Run(["token", "verify", token, .. options]);
        (run.ExitCode, run.Output.StartsWith("may not go: ", StringComparison.Ordinal)).ShouldBe((1, true), run.Output + run.Errors);
        run.Output.ShouldContain(why);
    }
}
