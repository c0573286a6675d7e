using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace Clearance.Cli;

/// <summary><c>clearance doctor</c>: whether the engine can be reached, is ready, keeps time and answers, each said by itself.</summary>
internal static class DoctorCommand
{
    private const int Questions = 20;

    private static readonly TimeSpan ClockMax = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The command.</summary>
    public static Command Create(Consoles consoles) =>
        new Command("doctor", "Looks whether the engine can be reached, is ready, keeps time and answers. Ends with 3 when it does not.")
            .Does(consoles, async (session, parsed, cancel) =>
            {
                await using var services = Caller(session, parsed);
                using var http = services.GetRequiredService<IHttpClientFactory>().CreateClient(nameof(DoctorCommand));
                var findings = new List<Finding>();
                await foreach (var finding in Look(http, cancel))
                {
                    findings.Add(finding);
                    session.Say(
                        $"{(finding.IsGood ? "[green]✓[/]" : "[red]✗[/]")} {Markup.Escape(finding.What)}: {Markup.Escape(finding.Said)}");
                }

                session.Show(Json(findings), static _ => { });
                return findings.TrueForAll(static finding => finding.IsGood) ? ExitCode.Done : ExitCode.Unreachable;
            });

    /// <summary>Asks once, as whoever the tool is told to be: the client of other commands would try again, and say less.</summary>
    private static ServiceProvider Caller(Session session, ParseResult parsed)
    {
        var client = new ServiceCollection().AddHttpClient(nameof(DoctorCommand), http => (http.BaseAddress, http.Timeout) = (session.Engine, Patience));
        Identity.Add(client, parsed);
        return client.Services.BuildServiceProvider();
    }

    private static async IAsyncEnumerable<Finding> Look(
        HttpClient http, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var alive = await Ask(http, "healthz", cancel);
        yield return new Finding("reached", alive.Answer is not null, alive.Answer is null ? alive.Why! : $"{http.BaseAddress}");
        if (alive.Answer is null)
        {
            yield break;
        }

        yield return Clock(alive.Answer);
        var ready = await Ask(http, "readyz", cancel);
        yield return new Finding("ready", ready.Answer?.IsSuccessStatusCode == true, ready.Answer?.IsSuccessStatusCode == true ? "it takes events" : ready.Why!);
        var contract = await Ask(http, "openapi/v1.json", cancel);
        yield return new Finding(
            "contract", contract.Answer?.IsSuccessStatusCode == true,
            contract.Answer?.IsSuccessStatusCode == true ? await Version(contract.Answer, cancel) : contract.Why!);
        yield return await Answers(http, cancel);
    }

    private static async Task<(HttpResponseMessage? Answer, string? Why)> Ask(HttpClient http, string path, CancellationToken cancel)
    {
        try
        {
            var answer = await http.GetAsync(path, cancel);
            return (answer, answer.IsSuccessStatusCode ? null : await Problem(answer, cancel));
        }
        catch (HttpRequestException unreachable)
        {
            return (null, Unreachable.Why(unreachable));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return (null, $"no answer within {Patience.TotalSeconds:0} s");
        }
    }

    private static async Task<string> Problem(HttpResponseMessage answer, CancellationToken cancel)
    {
        try
        {
            using var problem = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancel));
            return $"{(int)answer.StatusCode} {problem.RootElement.Text("detail")}".TrimEnd();
        }
        catch (JsonException)
        {
            return $"{(int)answer.StatusCode}, and not in an engine's words: is another program listening there?";
        }
    }

    /// <summary>Deadlines are legal dates: clocks that differ much answer for different days round midnight.</summary>
    private static Finding Clock(HttpResponseMessage answer)
    {
        if (answer.Headers.Date is not { } date)
        {
            return new Finding("clock", true, "the engine does not say its time");
        }

        var apart = DateTimeOffset.UtcNow - date;
        return new Finding(
            "clock", apart.Duration() <= ClockMax + TimeSpan.FromSeconds(1),
            string.Create(CultureInfo.InvariantCulture, $"{apart.TotalSeconds:0.0} s from this machine's, to the second"));
    }

    private static async Task<string> Version(HttpResponseMessage answer, CancellationToken cancel)
    {
        using var document = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancel));
        return $"version {document.RootElement.Part("info").Text("version")}";
    }

    /// <summary>A number that is well-formed and never registered costs the engine what any question costs.</summary>
    private static async Task<Finding> Answers(HttpClient http, CancellationToken cancel)
    {
        var times = new List<double>();
        for (var i = 0; i < Questions; i++)
        {
            var began = Stopwatch.GetTimestamp();
            var (answer, why) = await Ask(http, "v1/declarations/10000000000/eligibility", cancel);
            if (answer?.StatusCode == HttpStatusCode.Forbidden)
            {
                return new Finding("answers", true, "it knows who calls, whose role asks no such questions");
            }

            if (answer?.IsSuccessStatusCode != true)
            {
                return new Finding("answers", false, why!);
            }

            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        times.Sort();
        return new Finding(
            "answers", true,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Questions} questions one after another: median {times[Questions / 2]:0.0} ms, at most {times[^1]:0.0} ms"));
    }

    private static JsonElement Json(List<Finding> findings)
    {
        var array = new JsonArray();
        foreach (var finding in findings)
        {
            array.Add(new JsonObject { ["what"] = finding.What, ["good"] = finding.IsGood, ["said"] = finding.Said });
        }

        return JsonSerializer.SerializeToElement(new JsonObject { ["findings"] = array });
    }

    private sealed record Finding(string What, bool IsGood, string Said);
}
