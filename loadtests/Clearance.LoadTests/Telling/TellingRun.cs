using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;

namespace Clearance.LoadTests;

/// <summary>
/// A taxpayer asks for declarations of another and for ones that are not there, one after another over one connection, which of a pair first
/// by a coin: how long each 404 took, when it is asked for the first time, and the second.
/// </summary>
/// <param name="store">The engine's store.</param>
/// <param name="folder">Where the access file is kept meanwhile.</param>
/// <param name="pairs">How many pairs.</param>
/// <param name="file">A Markdown file for the result.</param>
internal sealed class TellingRun(MeasuredStore store, string folder, int pairs, string? file)
{
    private const string Asking = "0100109106";
    private const string Other = "0300123450";
    private const int InOneCall = 500;

    private readonly Report _report = new("What the time of a 404 tells");

    public async Task<int> Run(CancellationToken cancel)
    {
        using var access = new TellingAccess();
        var code = await store.Run(_report, () => Measure(access, cancel), cancel);
        _report.Save(file, Cli.CommandLine);
        return code;
    }

    private async Task<int> Measure(TellingAccess access, CancellationToken cancel)
    {
        await using var engine = await store.Engine(0, cancel, ("Clearance__Access__File", access.Write(folder)));
        using var customs = new HttpClient { BaseAddress = engine.Address };
        customs.DefaultRequestHeaders.Authorization = access.As("\"sub\":\"customs\",\"roles\":[\"clearance-system\"]");
        for (var from = 0; from < pairs; from += InOneCall)
        {
            await Register(customs, from, Math.Min(pairs, from + InOneCall), cancel);
        }

        using var http = new HttpClient { BaseAddress = engine.Address };
        http.DefaultRequestHeaders.Authorization = access.As($"\"sub\":\"trader\",\"roles\":[\"taxpayer\"],\"taxpayer\":\"{Asking}\"");
        var random = new Random(1);

        // Numbers nobody else is asked about: the engine is warm, and every pair is new.
        for (var i = 0; i < 2_000; i++)
        {
            await Ask(http, (2 * pairs) + i, cancel);
        }

        foreach (var time in (string[])["asked for the first time", "and the second"])
        {
            Judge(time, await Pairs(http, random, cancel));
        }

        return 0;
    }

    private async Task<(double[] Foreign, double[] None)> Pairs(HttpClient http, Random random, CancellationToken cancel)
    {
        var (foreign, none) = (new double[pairs], new double[pairs]);
        for (var i = 0; i < pairs; i++)
        {
            if (random.Next(2) == 0)
            {
                foreign[i] = await Ask(http, i, cancel);
                none[i] = await Ask(http, pairs + i, cancel);
            }
            else
            {
                none[i] = await Ask(http, pairs + i, cancel);
                foreign[i] = await Ask(http, i, cancel);
            }
        }

        return (foreign, none);
    }

    /// <summary>The median of the differences, and between which two of them it lies in 95 of 100 runs, by their order alone.</summary>
    private void Judge(string time, (double[] Foreign, double[] None) found)
    {
        var (foreign, none) = found;
        double[] differences = [.. foreign.Zip(none, static (a, b) => a - b).Order()];
        var (middle, around) = (pairs / 2, (int)(0.98 * Math.Sqrt(pairs)));
        _report.Add($"another's, {time}: median", Median(foreign), "µs", "N2");
        _report.Add($"not there, {time}: median", Median(none), "µs", "N2");
        _report.Add($"difference of a pair, {time}: median", string.Create(
            CultureInfo.InvariantCulture,
            $"{differences[middle]:N2} µs, from {differences[middle - around]:N2} to {differences[middle + around]:N2}; half of them from {differences[pairs / 4]:N1} to {differences[3 * pairs / 4]:N1}"));
    }

    private static double Median(double[] times) => times.Order().ElementAt(times.Length / 2);

    private static async Task<double> Ask(HttpClient http, int n, CancellationToken cancel)
    {
        var from = Stopwatch.GetTimestamp();
        using var answer = await http.GetAsync($"/v1/declarations/{Key(n)}/eligibility", cancel);
        var took = Stopwatch.GetElapsedTime(from).TotalMicroseconds;
        return answer.StatusCode == HttpStatusCode.NotFound
            ? took
            : throw new InvalidOperationException($"It is answered {(int)answer.StatusCode}: no result.");
    }

    private static async Task Register(HttpClient http, int from, int to, CancellationToken cancel)
    {
        var events = Enumerable.Range(from, to - from).Select(static n => $$"""
            {"type":"DeclarationRegistered","id":"VN:{{n}}","at":"2026-11-02T08:00:00+07:00","declaration":"{{Key(n)}}0","taxpayer":"{{Other}}","office":"03CC",
            "direction":"import","procedure":"A11","registeredAt":"2026-11-02T08:00:00+07:00","channel":1,"specialisedInspection":false,"term":"D",
            "lines":[{"kind":"tax","code":"1901","account":"budget","amount":1000000}]}
            """);
        using var body = new StringContent($"[{string.Join(',', events)}]", Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync("/v1/streams/customs.declarations/events", body, cancel);
        var text = await answer.Content.ReadAsStringAsync(cancel);
        if (!answer.IsSuccessStatusCode || text.Contains("rejected", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"What is asked for could not be registered: {text[..Math.Min(400, text.Length)]}");
        }
    }

    private static string Key(int n)
    {
        var sequence = 50_000_000 + n;
        return string.Create(CultureInfo.InvariantCulture, $"10{sequence}{sequence % 7}");
    }
}
