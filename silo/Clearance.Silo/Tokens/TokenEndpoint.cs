using System.Buffers.Text;
using System.Security.Cryptography;
using Clearance.Domain;
using Clearance.Entities;
using Clearance.Signing;

namespace Clearance.Silo;

/// <summary><c>GET /v1/declarations/{n}/token</c>: that these goods may go, signed, for a gate that asks nobody.</summary>
/// <remarks>
/// A call of its own: the answer about eligibility is the same bytes for everybody as long as nothing changes, and a signature in it would not be.
/// </remarks>
internal sealed class TokenEndpoint(EngineService engine, TokenKeys keys, SiloSettings settings)
{
    private const int Places = 4096;
    private const int IdBytes = 12;

    private static readonly TimeSpan LegalOffset = TimeSpan.FromHours(7);

    private readonly Made?[] made = new Made?[Places];

    /// <summary>Answers with a token, or says why there is none.</summary>
    public async Task Get(HttpContext context)
    {
        var key = keys.Key;
        var declaration = RequestReader.Declaration(context.Request, out var asked);
        var (decision, sequence) = await Decide(declaration);
        if (decision.Outcome is not (Outcome.Clear or Outcome.Release or Outcome.Cleared or Outcome.Released) || decision.Amendment is null)
        {
            throw new ProblemException(decision.Amendment is null
                ? new Problem(StatusCodes.Status404NotFound, "NotRegistered", $"Declaration {asked} is not registered; nothing may go by it.", "n")
                : new Problem(
                    StatusCodes.Status409Conflict, "NotReleased",
                    $"The outcome is {DecisionNames.Of(decision.Outcome)}: these goods may not go. Their eligibility says why and what frees them.", "n"));
        }

        var now = engine.Engine.Clock.GetUtcNow();
        var place = DeclarationPlace.Of(declaration, Places);
        if (Volatile.Read(ref made[place]) is not { } token || !token.IsOf(decision, sequence, now))
        {
            token = Make(key, decision, sequence, now);
            Volatile.Write(ref made[place], token);
        }

        await JsonAnswer.Write(context.Response, token, static (json, it) => it.Write(json));
    }

    /// <summary>The decision and how many were recorded before it, of one moment: a later one that lets nothing go has a greater number.</summary>
    private async Task<(Decision Decision, long Sequence)> Decide(DeclarationKey declaration)
    {
        var open = engine.Engine;
        return await open.Entities.Declaration(declaration).Owner() is { } owner
            && await open.Entities.Taxpayer(owner).Find(declaration) is { Declaration: { } known, Root: var root }
            ? (root.Decide(known, open.Today), known.Journal.Sequence)
            : (await open.Entities.Declaration(declaration).Decide(null), 0);
    }

    private Made Make(SigningKey key, Decision decision, long sequence, DateTimeOffset now)
    {
        var expires = now + settings.TokensLifetime;
        if (decision.NextChangeOn is { } change && new DateTimeOffset(change, default, LegalOffset) is var midnight && midnight < expires)
        {
            expires = midnight;
        }

        var token = new ReleaseToken
        {
            Issuer = settings.TokensIssuer,
            Declaration = $"{decision.Declaration}{decision.Amendment}",
            Outcome = DecisionNames.Of(decision.Outcome).ToString(),
            Version = decision.Version,
            StandingVersion = decision.StandingVersion,
            Sequence = sequence,
            IssuedAt = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds()),
            ExpiresAt = DateTimeOffset.FromUnixTimeSeconds(expires.ToUnixTimeSeconds()),
            Id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdBytes)),
        };
        return new Made(token, token.Sign(key));
    }

    /// <summary>A token that was given.</summary>
    /// <param name="Token">What it says.</param>
    /// <param name="Text">Signed.</param>
    private sealed record Made(ReleaseToken Token, string Text)
    {
        /// <summary>Whether it still says what would be said now, and for half of its time at least.</summary>
        public bool IsOf(Decision decision, long sequence, DateTimeOffset now) =>
            Token.Declaration.AsSpan(0, DeclarationKey.Length).SequenceEqual(decision.Declaration.ToString())
            && Token.Declaration[^1] - '0' == decision.Amendment
            && Token.Sequence == sequence && Token.Version == decision.Version && Token.StandingVersion == decision.StandingVersion
            && Token.Outcome == DecisionNames.Of(decision.Outcome).ToString()
            && now < Token.IssuedAt + ((Token.ExpiresAt - Token.IssuedAt) / 2);

        public void Write(System.Text.Json.Utf8JsonWriter json)
        {
            json.WriteStartObject();
            json.WriteString("declaration"u8, Token.Declaration);
            json.WriteString("outcome"u8, Token.Outcome);
            json.WriteNumber("version"u8, Token.Version);
            json.WriteNumber("standingVersion"u8, Token.StandingVersion);
            json.WriteNumber("sequence"u8, Token.Sequence);
            json.WriteString("issuedAt"u8, Token.IssuedAt.UtcDateTime);
            json.WriteString("expiresAt"u8, Token.ExpiresAt.UtcDateTime);
            json.WriteString("token"u8, Text);
            json.WriteEndObject();
        }
    }
}
