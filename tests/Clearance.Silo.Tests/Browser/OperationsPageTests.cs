using System.Text.Json;
using Clearance.Silo.Tests.Operations;
using Microsoft.Playwright;

namespace Clearance.Silo.Tests.Browser;

/// <summary>The operations page and what it leads to, as a browser shows them.</summary>
public sealed class OperationsPageTests(OperationsEngine engine, Chromium chromium)
    : IClassFixture<OperationsEngine>, IClassFixture<Chromium>
{
    private const string Shown = "document.documentElement.dataset.shown !== undefined";

    private Uri Url => engine.Http.BaseAddress!;

    [Fact]
    public async Task It_shows_what_the_engine_answers()
    {
        var declaration = await engine.HeldAndPaid();
        var view = await OperationsTests.Until(engine, static it =>
            it.GetProperty("standing").GetProperty("census") is { ValueKind: JsonValueKind.Object } census
            && census.GetProperty("heldAndPaid").GetInt32() > 0);
        await using var watched = await chromium.Open(Url);
        var page = watched.Page;

        // The same answer again and again, so that nothing changes while it is looked at.
        await page.RouteAsync("**/v1/operations", route => route.FulfillAsync(new RouteFulfillOptions
        {
            ContentType = "application/json",
            Body = view.GetRawText(),
        }));
        await page.GotoAsync("/");
        await page.WaitForFunctionAsync(Shown);

        var census = view.GetProperty("standing").GetProperty("census");
        var answer = view.GetProperty("moneyTurnsIntoRelease");
        (await page.TextContentAsync("#state")).ShouldBe(answer.GetProperty("state").GetString());
        (await page.TextContentAsync("#why")).ShouldBe(string.Join(' ', answer.GetProperty("why").EnumerateArray()));
        (await Cells(page, "#outcomes tbody tr:first-child")).ShouldBe(["Held", census.GetProperty("outcomes").GetProperty("hold").ToString(), ""]);
        (await Cells(page, "#paid tbody tr:first-child"))[0].ShouldBe(declaration);
        (await page.Locator("#holds tbody tr").CountAsync()).ShouldBe(census.GetProperty("holds").GetArrayLength());
        (await page.Locator("#streams tbody tr").CountAsync()).ShouldBe(4);
        (await page.TextContentAsync("#partitions"))!.ShouldContain("Kafka is not read");
        (await page.TextContentAsync("#silos"))!.ShouldContain("this process");
        (await page.Locator("svg path.line").CountAsync()).ShouldBe(4);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/declarations/{n}")]
    [InlineData("/declarations/{n}?lang=vi")]
    [InlineData("/taxpayers/{t}")]
    public async Task It_asks_nobody_else_complains_of_nothing_and_fits_a_phone(string path)
    {
        var declaration = await engine.HeldAndPaid();
        await using var watched = await chromium.Open(Url, width: 390);
        var page = watched.Page;
        await page.GotoAsync(path.Replace("{n}", declaration).Replace("{t}", engine.Held));
        if (path == "/")
        {
            await page.WaitForFunctionAsync(Shown);
        }

        watched.Faults.ShouldBeEmpty();
        watched.Hosts.ShouldBe([Url.Authority]);
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(390);
        (await page.Locator("h1").CountAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task It_says_since_when_it_is_stale_and_that_it_no_longer_is()
    {
        await using var watched = await chromium.Open(Url);
        var page = watched.Page;
        await page.GotoAsync("/");
        await page.WaitForFunctionAsync(Shown);
        await page.RouteAsync("**/v1/operations", static route => route.AbortAsync());

        await page.Locator("#stale").WaitForAsync();
        (await page.TextContentAsync("#stale"))!.ShouldStartWith("Stale since ");

        await page.UnrouteAsync("**/v1/operations");
        await page.Locator("#stale").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Hidden });
    }

    [Fact]
    public async Task A_number_typed_leads_to_its_declaration_and_from_there_to_its_taxpayer()
    {
        var declaration = await engine.HeldAndPaid();
        await using var watched = await chromium.Open(Url);
        var page = watched.Page;
        await page.GotoAsync("/");
        await page.FillAsync("#q", declaration);
        await page.PressAsync("#q", "Enter");
        await page.WaitForURLAsync($"**/declarations/{declaration}");

        (await page.TextContentAsync(".path"))!.ShouldContain("Have the decision to stop customs procedures lifted");
        (await page.TextContentAsync("main"))!.ShouldContain("<b onclick=x>&'\"{body}", Case.Sensitive, "what a sender wrote is text");
        (await page.Locator("b[onclick]").CountAsync()).ShouldBe(0);
        await page.ClickAsync("nav a[lang=vi]");
        (await page.TextContentAsync("h1"))!.ShouldContain("Tờ khai");
        await page.ClickAsync($"a[href^='/taxpayers/{engine.Held}']");
        (await page.TextContentAsync("h1"))!.ShouldContain(engine.Held);
        watched.Faults.ShouldBeEmpty();
    }

    private static async Task<IReadOnlyList<string>> Cells(IPage page, string row) =>
        await page.Locator($"{row} > *").AllTextContentsAsync();
}
