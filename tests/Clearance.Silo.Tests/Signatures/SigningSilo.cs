using System.Text;
using System.Text.Json;
using Clearance.Signing;
using Clearance.Signing.Tests;
using Clearance.Silo.Tests.Running;
using Clearance.Testing.Stores;
using Microsoft.AspNetCore.Builder;

namespace Clearance.Silo.Tests.Signatures;

/// <summary>A silo that has pinned the keys of two banks.</summary>
internal sealed class SigningSilo : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("clearance-keys-");
    private WebApplication? app;
    private HttpClient? http;

    /// <summary>The banks.</summary>
    public TestBanks Banks { get; } = new();

    /// <summary>Where their keys are pinned.</summary>
    public string KeyFile => Path.Combine(folder.FullName, "banks.json");

    /// <summary>A connection to it.</summary>
    public HttpClient Http => http!;

    /// <summary>The silo.</summary>
    public WebApplication App => app!;

    /// <summary>Starts one.</summary>
    public static async Task<SigningSilo> Start(bool isRequired)
    {
        var silo = new SigningSilo();
        await File.WriteAllTextAsync(silo.KeyFile, silo.Banks.File);
        silo.app = await Silos.Over(
            new InMemoryStore(), "--host", "Local", "--Clearance:Signatures:File", silo.KeyFile,
            "--Clearance:Signatures:Required", isRequired ? "true" : "false");
        await silo.app.StartAsync();
        silo.http = Silos.Connect(silo.app);
        return silo;
    }

    /// <summary>Posts a body with a signature.</summary>
    public async Task<HttpResponseMessage> Post(string path, byte[] body, string? signature)
    {
        using var content = new ByteArrayContent(body);
        if (path.Contains("camt054", StringComparison.Ordinal))
        {
            content.Headers.ContentType = new("application/xml");
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        if (signature is not null)
        {
            request.Headers.TryAddWithoutValidation(BankSigner.Header, signature).ShouldBeTrue();
        }

        return await Http.SendAsync(request);
    }

    /// <summary>Posts payments, and what became of each, in short.</summary>
    public async Task<IReadOnlyList<string>> Payments(byte[] body, string? signature = null)
    {
        using var response = await Post("/v1/streams/bank.payments/events", body, signature);
        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(200, text);
        return [.. JsonDocument.Parse(text).RootElement.GetProperty("results").EnumerateArray().Select(static it => it.Short())];
    }

    /// <summary>Posts payments signed by a key.</summary>
    public Task<IReadOnlyList<string>> Payments(string body, SigningKey key) =>
        Payments(Encoding.UTF8.GetBytes(body), new BankSigner(key).Sign(Encoding.UTF8.GetBytes(body)));

    /// <summary>What a taxpayer has, to the đồng.</summary>
    public async Task<string> Sums(string taxpayer) => (await Http.GetJson($"/v1/taxpayers/{taxpayer}")).GetProperty("sums").GetRawText();

    /// <summary>The dead letters: code and text of each.</summary>
    public async Task<List<JsonElement>> DeadLetters() =>
        [.. (await Http.GetJson("/v1/dead-letters?limit=1000")).GetProperty("deadLetters").EnumerateArray()];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        http?.Dispose();
        if (app is not null)
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }

        folder.Delete(recursive: true);
    }
}
