using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Clearance.Entities;
using Clearance.Silo.Tests.Http;
using Clearance.Silo.Tests.Running;
using Clearance.Testing.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Clearance.Silo.Tests.Access;

/// <summary>An engine with access control and a little of everything in it: two banks, two taxpayers, a move, dead letters.</summary>
public sealed class AccessEngine : IAsyncLifetime, IAsyncDisposable
{
    private readonly AccessFolder folder = new();
    private readonly string[] options;
    private WebApplication? app;

    public AccessEngine()
        : this([])
    {
    }

    internal AccessEngine(params string[] options) => this.options = options;

    /// <summary>A taxpayer with a declaration, and another with one.</summary>
    internal Party Own { get; } = new();

    internal Party Other { get; } = new();

    /// <summary>A dead letter of BIDV.</summary>
    internal long LetterOfBidv { get; private set; }

    /// <summary>A dead letter of customs.</summary>
    internal long LetterOfCustoms { get; private set; }

    /// <summary>A move that is proposed.</summary>
    internal string Move { get; private set; } = "";

    internal AccessFolder Folder => folder;

    /// <summary>What it stores.</summary>
    internal InMemoryStore Store { get; } = new();

    internal WebApplication App => app!;

    internal Uri Url => new(app!.Urls.First());

    /// <summary>Where it listens for administrators alone, if it does.</summary>
    internal Uri AdminUrl => new(app!.Urls.ElementAt(1));

    /// <summary>What its store is seen through; itself, unless a test counts what is asked of it.</summary>
    internal Func<InMemoryStore, IClearanceStore> StoreSeen { get; init; } = static store => store;

    /// <summary>What it logs under the category of security, as text.</summary>
    internal CapturedLog Log { get; } = new();

    /// <summary>A connection as somebody.</summary>
    internal HttpClient As(string? name, string role = "", string? bank = null, string? taxpayer = null)
    {
        var http = Silos.Connect(app!);
        if (name is not null)
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token(name, role, bank, taxpayer));
        }

        return http;
    }

    /// <summary>A token for somebody.</summary>
    internal string Token(string name, string role = "", string? bank = null, string? taxpayer = null)
    {
        var claims = Tokens.Claims(name, role.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        claims["bank"] = bank;
        claims["taxpayer"] = taxpayer;
        return folder.Tokens.Token(claims);
    }

    internal HttpClient Customs() => As("customs", "clearance-system");

    internal HttpClient Bank(string code = "BIDV") => As(code.ToLowerInvariant(), "bank", bank: code);

    internal HttpClient Taxpayer(Party party) => As($"t-{party.Taxpayer}", "taxpayer", taxpayer: party.Taxpayer);

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        using var signing = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var key = folder.Write("tokens.pem", signing.ExportPkcs8PrivateKeyPem());
        string[] tokens = ["--Clearance:Tokens:KeyFile", key, "--Clearance:Tokens:Kid", "gates-1"];
        app = await Silos.Over(StoreSeen(Store), ["--host", "Local", .. folder.Options, .. tokens, .. options]);
        app.Services.GetRequiredService<ILoggerFactory>().AddProvider(Log);
        await app.StartAsync();
        using var customs = Customs();
        using var bank = Bank();
        foreach (var party in (Party[])[Own, Other])
        {
            await customs.PostEvents("customs.declarations", Sample.RegisteredNow(party.Declaration, party.Taxpayer).ToJsonString());
            await bank.PostEvents("bank.payments", Sample.Payment(party.Taxpayer, null, 1_000_000).ToJsonString());
        }

        await bank.PostEvents("bank.payments", Sample.Payment(Own.Taxpayer, Own.Declaration).With("rows", "[]").ToJsonString());
        await customs.PostEvents("customs.taxpayers", Sample.Status(Own.Taxpayer).With("status", "\"odd\"").ToJsonString());
        using var auditor = As("audit", "auditor");
        var letters = (await auditor.GetJson("/v1/dead-letters")).GetProperty("deadLetters").EnumerateArray().ToList();
        LetterOfBidv = letters.Single(static it => it.GetProperty("stream").GetString() == "bank.payments").GetProperty("id").GetInt64();
        LetterOfCustoms = letters.Single(static it => it.GetProperty("stream").GetString() == "customs.taxpayers").GetProperty("id").GetInt64();
        Move = await Propose("cb01", 1000);
    }

    /// <summary>Proposes that money be given back to <see cref="Own"/>.</summary>
    internal async Task<string> Propose(string maker, int amount)
    {
        using var http = As(maker, "officer-maker");
        using var answer = await http.PostRaw($"/v1/taxpayers/{Own.Taxpayer}/moves", $$"""{"kind":"refund","from":null,"amount":{{amount}}}""");
        var text = await answer.Content.ReadAsStringAsync();
        ((int)answer.StatusCode).ShouldBe(201, text);
        return (string)JsonNode.Parse(text)!["id"]!;
    }

    /// <inheritdoc/>
    public Task DisposeAsync() => ((IAsyncDisposable)this).DisposeAsync().AsTask();

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        if (app is not null)
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }

        folder.Dispose();
    }

    /// <summary>A taxpayer and its declaration.</summary>
    internal sealed record Party
    {
        public string Taxpayer { get; } = Sample.Taxpayer();

        public string Declaration { get; } = Sample.Declaration();
    }
}

/// <summary>Lines of a log, as they would be written.</summary>
internal sealed class CapturedLog : ILoggerProvider
{
    private readonly List<string> lines = [];

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (lines)
            {
                return [.. lines];
            }
        }
    }

    public ILogger CreateLogger(string categoryName) => new One(this, categoryName);

    public void Dispose()
    {
        // Nothing is held.
    }

    private sealed class One(CapturedLog owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (owner.lines)
            {
                owner.lines.Add($"{category}: {formatter(state, exception)}");
            }
        }
    }
}
