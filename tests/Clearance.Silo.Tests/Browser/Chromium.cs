using Microsoft.Playwright;

namespace Clearance.Silo.Tests.Browser;

/// <summary>The browser of this system, without a window.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    private IPlaywright? driver;
    private IBrowser? browser;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        driver = await Playwright.CreateAsync();
        browser = await driver.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Find(),
            Args = ["--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        driver?.Dispose();
    }

    /// <summary>A page of a width, in a session of its own, with everything it asks for and complains of.</summary>
    public async Task<WatchedPage> Open(Uri engine, int width = 1280)
    {
        var session = await browser!.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = engine.ToString(),
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
        });
        return new WatchedPage(await session.NewPageAsync());
    }

    private static string Find() => Names
        .SelectMany(static name => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException("There is no Chromium here, and pages are looked at with it: apt-get install chromium.");
}

/// <summary>A page, and what it did.</summary>
public sealed class WatchedPage : IAsyncDisposable
{
    private readonly List<string> faults = [];
    private readonly List<string> hosts = [];

    /// <summary>Watches a page.</summary>
    public WatchedPage(IPage page)
    {
        Page = page;
        page.Console += (_, said) => Note(faults, said.Type is "error" or "warning" ? said.Text : null);
        page.PageError += (_, thrown) => Note(faults, thrown);
        page.Request += (_, request) => Note(hosts, new Uri(request.Url).Authority);
    }

    /// <summary>The page.</summary>
    public IPage Page { get; }

    /// <summary>What it complained of.</summary>
    public IReadOnlyList<string> Faults => Copy(faults);

    /// <summary>Whom it asked.</summary>
    public IReadOnlyList<string> Hosts => [.. Copy(hosts).Distinct()];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await Page.Context.CloseAsync();

    private static void Note(List<string> list, string? what)
    {
        lock (list)
        {
            if (what is not null)
            {
                list.Add(what);
            }
        }
    }

    private static List<string> Copy(List<string> list)
    {
        lock (list)
        {
            return [.. list];
        }
    }
}
