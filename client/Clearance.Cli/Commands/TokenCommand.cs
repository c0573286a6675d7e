using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clearance.Signing;
using Spectre.Console;

namespace Clearance.Cli;

/// <summary><c>clearance token</c>: the engine's word that goods may go, for gates that ask nobody.</summary>
internal static class TokenCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Consoles consoles) => new("token", "Release tokens: for gates that cannot ask the engine.") { Get(consoles), Verify(consoles) };

    private static Command Get(Consoles consoles)
    {
        var declaration = Options.Declaration();
        return new Command("get", "Asks the engine for a token, and writes it. Ends with 4 when the goods may not go.") { declaration }
            .Does(consoles, async (session, parsed, cancel) =>
            {
                var answer = await session.Client.ReleaseToken(parsed.GetValue(declaration)!, cancel);
                session.Show(answer, it => session.Out.Profile.Out.Writer.WriteLine(it.Text("token")));
                return ExitCode.Done;
            });
    }

    private static Command Verify(Consoles consoles)
    {
        var token = new Argument<string>("token") { Description = "The token; - reads it from the standard input." };
        var keys = new Option<string>("--keys") { Description = "The engine's public keys: what GET /v1/tokens/keys gave.", Required = true };
        var revoked = new Option<string?>("--revoked") { Description = "What GET /v1/tokens/revoked gave, as fresh as you have it." };
        var declaration = new Option<string?>("--declaration") { Description = "The declaration of the goods before you: 11 or 12 digits." };
        var at = new Option<DateTimeOffset?>("--at") { Description = "The time to judge by. Default: now." };
        return new Command("verify", "Verifies a token without asking anybody. Ends with 1, and says why, when it lets nothing go.")
        {
            token, keys, revoked, declaration, at,
        }.Does(consoles, (session, parsed, _) => Task.FromResult(Verify(
            session, parsed.GetValue(token)!, parsed.GetValue(keys)!, parsed.GetValue(revoked), parsed.GetValue(declaration),
            parsed.GetValue(at) ?? DateTimeOffset.UtcNow)));
    }

    private static int Verify(Session session, string token, string keysFile, string? revokedFile, string? declaration, DateTimeOffset at)
    {
        var keys = EngineKeys.Read(keysFile);
        RevokedTokens? revoked = null;
        if (revokedFile is not null && (revoked = RevokedTokens.Read(Encoding.UTF8.GetString(EventFile.Bytes(revokedFile)), keys, out var why)) is null)
        {
            throw new UsageException(why!);
        }

        var text = token == "-" ? Encoding.UTF8.GetString(EventFile.Bytes("-")) : token;
        var check = new ReleaseTokenVerifier(keys).Verify(text, at, declaration, revoked);
        session.Show(Json(check), _ => session.Say(check.Token is { } it
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"[green]may go[/]: {it.Declaration} {it.Outcome}, until {it.ExpiresAt:yyyy-MM-dd'T'HH:mm:ss'Z'}{(revoked is null ? ", revocation not looked at" : "")}")
            : $"[red]may not go[/]: {Markup.Escape(check.Why!)}"));
        return check.IsValid ? ExitCode.Done : ExitCode.No;
    }

    private static JsonElement Json(TokenCheck check) => JsonSerializer.SerializeToElement(new JsonObject
    {
        ["valid"] = check.IsValid,
        ["why"] = check.Why,
        ["declaration"] = check.Token?.Declaration,
        ["outcome"] = check.Token?.Outcome,
        ["expiresAt"] = check.Token?.ExpiresAt.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
    });
}
