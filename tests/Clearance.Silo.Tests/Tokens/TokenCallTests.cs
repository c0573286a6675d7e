using Clearance.Signing;
using Clearance.Silo.Tests.Http;
using Clearance.Silo.Tests.OpenApi;
using Clearance.Silo.Tests.Running;

namespace Clearance.Silo.Tests.Tokens;

/// <summary>The engine's word that goods may go, and its taking back, as a gate sees both.</summary>
public sealed class TokenCallTests : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("clearance-keys-");
    private readonly string taxpayer = Sample.Taxpayer();
    private readonly string declaration = Sample.Declaration();
    private EngineProcess? started;

    private EngineProcess Engine => started!;

    private string KeyFile => Path.Combine(folder.FullName, "gate.pem");

    public async Task InitializeAsync()
    {
        await File.WriteAllTextAsync(KeyFile, SigningKey.NewPem());
        started = await EngineProcess.Start("--Clearance:Tokens:KeyFile", KeyFile, "--Clearance:Tokens:Kid", "gate-1");
    }

    public async Task DisposeAsync()
    {
        await Engine.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Goods_that_may_go_have_a_token_and_it_is_taken_back_when_they_may_not_any_more_also_after_a_restart()
    {
        using var unknown = await Engine.Http.GetAsync(Token);
        await unknown.ShouldBeProblem(404, "NotRegistered");
        await Post("customs.declarations", Sample.RegisteredNow(declaration, taxpayer).ToJsonString());
        using var held = await Engine.Http.GetAsync(Token);
        (await held.ShouldBeProblem(409, "NotReleased")).GetProperty("detail").GetString()!.ShouldStartWith("The outcome is hold");

        var payment = Sample.Payment(taxpayer, declaration);
        await Post("bank.payments", payment.ToJsonString());
        var first = await Ask();
        first.Check.Why.ShouldBeNull();
        (first.Check.Token!.Declaration, first.Check.Token.Outcome).ShouldBe((declaration, "clear"));
        (first.Check.Token.ExpiresAt - first.Check.Token.IssuedAt).ShouldBeLessThanOrEqualTo(TimeSpan.FromDays(1));
        (await Ask()).Text.ShouldBe(first.Text, "nothing changed, and so nothing is signed anew");
        (await Revoked()).Count.ShouldBe(0);

        await Post("bank.payments", Sample.Cancellation(taxpayer, payment.Id()).ToJsonString());
        using var heldAgain = await Engine.Http.GetAsync(Token);
        await heldAgain.ShouldBeProblem(409, "NotReleased");
        await Eventually(1);
        var why = (await Verify(first.Text)).Why;
        why.ShouldBe($"The token is revoked: it was made at decision {first.Check.Token.Sequence}, and decision 3 no longer lets the goods go.");

        await Engine.Kill();
        await Engine.Restart();
        (await Verify(first.Text)).Why.ShouldBe(why, "the journal says it, not the memory");

        await Post("bank.payments", Sample.Payment(taxpayer, declaration).ToJsonString());
        var second = await Ask();
        second.Check.Why.ShouldBeNull();
        (await Verify(second.Text)).Why.ShouldBeNull("it was made after that decision");
        (await Verify(first.Text)).Why.ShouldBe(why);

        await Post("customs.declarations", Sample.Fact("ClearanceRecorded", declaration, ""","outcome":"cleared" """).ToJsonString());
        (await Ask()).Check.Token!.Outcome.ShouldBe("cleared");
        (await Verify(second.Text)).Why.ShouldBeNull("what was recorded still lets them go");
    }

    [Theory]
    [InlineData("10000000011", "import")]
    [InlineData("10999999991", "import")]
    [InlineData("11123456782", "import")]
    [InlineData("30123456782", "export")]
    [InlineData("31999999991", "export")]
    public async Task Goods_of_every_kind_of_declaration_are_asked_about_paid_and_have_a_token(string key, string direction)
    {
        var number = $"{key}0";
        var registration = Sample.RegisteredNow(number, taxpayer).With("direction", $"\"{direction}\"");
        await Post("customs.declarations", registration.ToJsonString());
        (await Engine.Http.GetJson($"/v1/declarations/{number}/eligibility")).GetProperty("outcome").GetString().ShouldBe("hold");

        await Post("bank.payments", Sample.Payment(taxpayer, number).ToJsonString());
        (await Engine.Http.GetJson($"/v1/declarations/{number}/eligibility")).GetProperty("outcome").GetString().ShouldBe("clear");

        var token = await Engine.Http.GetJson($"/v1/declarations/{number}/token");
        new ReleaseTokenVerifier(await Keys()).Verify(token.GetProperty("token").GetString()!, DateTimeOffset.UtcNow, number).Why.ShouldBeNull();
    }

    [Fact]
    public async Task The_keys_are_public_halves_alone()
    {
        var set = await Engine.Http.GetJson("/v1/tokens/keys");
        var key = set.GetProperty("keys").EnumerateArray().ShouldHaveSingleItem();
        key.EnumerateObject().Select(static member => member.Name).ShouldBe(["kty", "crv", "x", "y", "kid", "alg", "use"]);
        key.GetProperty("kid").GetString().ShouldBe("gate-1");
    }

    [Fact]
    public async Task A_key_that_follows_is_published_beside_the_one_before()
    {
        var before = Path.Combine(folder.FullName, "before.json");
        await File.WriteAllTextAsync(before, (await Engine.Http.GetJson("/v1/tokens/keys")).GetRawText());
        var next = Path.Combine(folder.FullName, "next.pem");
        await File.WriteAllTextAsync(next, SigningKey.NewPem());
        await using var app = Silos.Build(
            new FaultyEngine(new InvalidOperationException()), "--Clearance:Tokens:KeyFile", next, "--Clearance:Tokens:Kid", "gate-2",
            "--Clearance:Tokens:PreviousKeys", before);
        await app.StartAsync();
        using var http = Silos.Connect(app);
        var keys = ReleaseTokenVerifier.ReadKeys(await http.GetByteArrayAsync("/v1/tokens/keys"));
        keys.All.Select(static key => key.Id).Order(StringComparer.Ordinal).ShouldBe(["gate-1", "gate-2"]);

        var same = Silos.Build(
            new FaultyEngine(new InvalidOperationException()), "--Clearance:Tokens:KeyFile", next, "--Clearance:Tokens:Kid", "gate-1",
            "--Clearance:Tokens:PreviousKeys", before);
        (await Should.ThrowAsync<SettingsException>(() => same.StartAsync())).Message.ShouldContain("two keys have the kid 'gate-1'");
        await same.DisposeAsync();
    }

    [Fact]
    public async Task Without_a_key_there_are_no_tokens()
    {
        await using var app = Silos.Build(new FaultyEngine(new InvalidOperationException()));
        await app.StartAsync();
        using var http = Silos.Connect(app);
        foreach (var path in (string[])[Token, "/v1/tokens/keys", "/v1/tokens/revoked", "/v1/journal/head"])
        {
            using var answer = await http.GetAsync(path);
            await answer.ShouldBeProblem(404, "NoTokens");
        }
    }

    private string Token => $"/v1/declarations/{declaration}/token";

    private async Task<(string Text, TokenCheck Check)> Ask()
    {
        var answer = await Engine.Http.GetJson(Token);
        var schemas = new SchemaCheck(await Engine.Http.GetJson("/openapi/v1.json"));
        schemas.Faults(schemas.Resolve("#/components/schemas/ReleaseToken"), answer).ShouldBeEmpty();
        var text = answer.GetProperty("token").GetString()!;
        return (text, new ReleaseTokenVerifier(await Keys()).Verify(text, DateTimeOffset.UtcNow, declaration));
    }

    private async Task<TokenCheck> Verify(string token) =>
        new ReleaseTokenVerifier(await Keys()).Verify(token, DateTimeOffset.UtcNow, declaration, await Revoked());

    private async Task<PinnedKeys> Keys() => ReleaseTokenVerifier.ReadKeys(await Engine.Http.GetByteArrayAsync("/v1/tokens/keys"));

    private async Task<RevokedTokens> Revoked() =>
        RevokedTokens.Read(await Engine.Http.GetStringAsync("/v1/tokens/revoked"), await Keys(), out var why) ?? throw new InvalidOperationException(why);

    /// <summary>One list is given out for a second.</summary>
    private async Task Eventually(int count)
    {
        for (var tries = 0; (await Revoked()).Count != count; tries++)
        {
            tries.ShouldBeLessThan(100);
            await Task.Delay(100);
        }
    }

    private async Task Post(string stream, string json) => (await Engine.Http.PostEvent(stream, json)).Short().ShouldBe("accepted");
}
