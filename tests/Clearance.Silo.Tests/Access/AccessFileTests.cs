using System.Text.Json.Nodes;

namespace Clearance.Silo.Tests.Access;

/// <summary>The access file is read strictly: what is wrong in it is said in one line, at start, and nobody is let in by mistake.</summary>
public sealed class AccessFileTests : IDisposable
{
    private readonly AccessFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("{", "it is not valid JSON")]
    [InlineData("[]", "the file must be an object")]
    [InlineData("{}", "nobody is let in")]
    [InlineData("""{"issuers":[],"issuers":[]}""", "has a member twice")]
    [InlineData("""{"users":[]}""", "has a member 'users'; it may have issuers, clients, limits")]
    [InlineData("""{"issuers":{}}""", "the file.issuers must be a list")]
    [InlineData("""{"issuers":[{"audience":"a","keys":"jwks.json"}]}""", "issuers[0].issuer is missing")]
    [InlineData("""{"issuers":[{"issuer":"i","keys":"jwks.json"}]}""", "issuers[0].audience is missing")]
    [InlineData("""{"issuers":[{"issuer":"i","audience":"a","keys":"nothing.json"}]}""", "issuers[0].keys: it must be a file that can be read")]
    [InlineData("""{"issuers":[{"issuer":"i","audience":"a","keys":"access.json"}]}""", "issuers[0].keys has no key for signatures")]
    [InlineData("""{"issuers":[{"issuer":"i","audience":"a","keys":"http://169.254.169.254/keys"}]}""", "it must be a file that can be read")]
    [InlineData("""{"issuers":[{"issuer":"i","audience":"a","keys":"jwks.json","algorithms":["HS256"]}]}""", "issuers[0].algorithms has 'HS256'")]
    [InlineData("""{"issuers":[{"issuer":"i","audience":"a","keys":"jwks.json","algorithms":["none"]}]}""", "issuers[0].algorithms has 'none'")]
    [InlineData("""{"issuers":[{"issuer":"i","audience":"a","keys":"jwks.json","secret":"s"}]}""", "issuers[0] has a member 'secret'")]
    [InlineData("""{"issuers":[{"issuer":"i","audience":"a","keys":"jwks.json","claims":{"role":"r"}}]}""", "issuers[0].claims has a member 'role'")]
    [InlineData("""{"clients":[{"name":"c","roles":["king"],"certificates":["AA"]}]}""", "clients[0].roles has 'king'")]
    [InlineData("""{"clients":[{"name":"c","roles":[],"certificates":["AA"]}]}""", "clients[0].roles is empty")]
    [InlineData("""{"clients":[{"name":"a b","roles":["port"],"certificates":["AA"]}]}""", "clients[0]: its name must be")]
    [InlineData("""{"clients":[{"name":"c\nd","roles":["port"],"certificates":["AA"]}]}""", "clients[0]: its name must be")]
    [InlineData("""{"clients":[{"name":"c","roles":["bank"],"certificates":["AA"]}]}""", "clients[0]: a bank needs its code")]
    [InlineData("""{"clients":[{"name":"c","roles":["taxpayer"],"taxpayer":"1","certificates":["AA"]}]}""", "clients[0]: a taxpayer needs its id")]
    [InlineData("""{"clients":[{"name":"c","roles":["port","auditor"],"certificates":["AA"]}]}""", "clients[0]: bank, port and taxpayer")]
    [InlineData("""{"clients":[{"name":"c","roles":["port"],"certificates":["AA"]}]}""", "clients[0].certificates has something else than SHA-256")]
    [InlineData("""{"clients":[{"name":"c","roles":["port"]}]}""", "clients[0].certificates is empty")]
    [InlineData("""{"clients":[],"limits":{"c":{"eventsPerSecond":-1}}}""", "limits.c.eventsPerSecond must be a whole number")]
    public void What_is_wrong_is_said_in_one_line(string content, string why)
    {
        folder.Write("access.json", content);
        var refused = Should.Throw<SettingsException>(() => SettingsReader.Read(["--data", Path.GetTempPath(), .. folder.Options]));
        refused.Message.ShouldStartWith($"Clearance:Access:File is '{folder.File}': ");
        refused.Message.ShouldContain(why);
        refused.Message.ShouldNotContain("\n");
    }

    [Fact]
    public void A_key_that_could_make_tokens_is_refused()
    {
        Refused(new JsonObject { ["kty"] = "oct", ["k"] = "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0" });
        var jwk = folder.Tokens.CurveJwk("e1");
        jwk["d"] = jwk["x"]!.DeepClone();
        Refused(jwk);

        void Refused(JsonObject key)
        {
            folder.Write("jwks.json", new JsonObject { ["keys"] = new JsonArray(key.DeepClone()) }.ToJsonString());
            Should.Throw<SettingsException>(() => AccessFile.Read(folder.File)).Message.ShouldContain("not a public RSA or EC key");
        }
    }

    [Fact]
    public void One_certificate_is_of_one_caller_and_a_caller_may_have_several()
    {
        var (one, two) = (new string('a', 64), string.Join(':', Enumerable.Repeat("BB", 32)));
        folder.Write("access.json", $$"""{"clients":[{"name":"gate","roles":["port"],"certificates":["{{one}}","{{two}}"]}]}""");
        AccessFile.Read(folder.File).Rules.Certificates.Values.Select(static caller => caller.Name).ShouldBe(["gate", "gate"]);

        folder.Write("access.json", $$"""
            {"clients":[{"name":"gate","roles":["port"],"certificates":["{{one}}"]},{"name":"other","roles":["port"],"certificates":["{{one}}"]}]}
            """);
        Should.Throw<SettingsException>(() => AccessFile.Read(folder.File)).Message.ShouldContain("is there twice");
    }

    [Fact]
    public void Whether_a_file_it_is_made_of_changed_is_seen_by_the_bytes_alone()
    {
        var sources = AccessFile.Read(folder.File).Sources;
        sources.AreAsRead().ShouldBeTrue();
        folder.WriteAccess(AccessFolder.Content());
        sources.AreAsRead().ShouldBeTrue("the same bytes in another file");

        folder.Write("jwks.json", " " + folder.Tokens.KeySet);
        sources.AreAsRead().ShouldBeFalse("keys are in a file of their own");
        folder.Write("jwks.json", folder.Tokens.KeySet);
        sources.AreAsRead().ShouldBeTrue();

        File.Delete(folder.Path("jwks.json"));
        Should.Throw<SettingsException>(() => sources.AreAsRead()).Message.ShouldBe("issuers[0].keys: it must be a file that can be read");
    }
}
