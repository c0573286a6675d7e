using System.Globalization;
using Clearance.LoadTests.Open.Machine;
using Npgsql;

namespace Clearance.LoadTests.Peers;

/// <summary>Says on the console what a run beside the peers finds, as it is found, and keeps it for the page.</summary>
internal sealed class PeersReport(PeersOptions options)
{
    private static readonly string[] Settings =
        ["server_version", "fsync", "synchronous_commit", "full_page_writes", "shared_buffers", "max_wal_size", "commit_delay"];

    private readonly Report _report = new("The engine and its peers");

    /// <summary>What was found so far.</summary>
    public PeersFindings Findings { get; } = new();

    /// <summary>What everything is measured on.</summary>
    public async Task AddSetting(CancellationToken cancel)
    {
        _report.AddMachine();
        _report.Add("commit", SourceCommit.Describe());
        _report.Add("earlier ids in every store", options.Preload, "");
        _report.Add("taxpayers", string.Create(CultureInfo.InvariantCulture, $"{options.Taxpayers}, Zipf {options.Skew}"));
        _report.Add("each result", $"{options.Pace}, {options.InFlight} bodies in flight, on a new store");
        _report.Add("each setting that is tried", $"{options.Search}");
        await using var session = new NpgsqlConnection(
            options.Connection ?? throw new ArgumentException("--connection or PG_CONNECTION is needed"));
        await session.OpenAsync(cancel);
        var values = new List<string>();
        foreach (var setting in Settings)
        {
            await using var command = new NpgsqlCommand("SELECT current_setting($1)", session)
            {
                Parameters = { new NpgsqlParameter<string> { TypedValue = setting } },
            };
            values.Add($"{setting} {await command.ExecuteScalarAsync(cancel)}");
        }

        _report.Add("PostgreSQL, of all of them", string.Join(", ", values));
        _report.Add("Redis", options.Redis is null ? "is not installed: (f) is left out" : "redis.conf, AOF always");
        Findings.Facts.AddRange(_report.Lines);
    }

    /// <summary>A fact that is known only now.</summary>
    public void AddFact(string name, string value)
    {
        _report.Add(name, value);
        Findings.Facts.Add((name, value));
    }

    /// <summary>A setting that was tried, or failed.</summary>
    public void AddTried(PeerAttempt attempt)
    {
        Findings.Tried.Add(attempt);
        _report.Add($"  {attempt.Kind.Letter}, {attempt.Setting}", Text(attempt));
    }

    /// <summary>The engine, or a peer at its best.</summary>
    public void AddResult(PeerAttempt attempt)
    {
        Findings.Results.Add(attempt);
        var setting = attempt.Kind.IsEngine ? "" : $"{attempt.Setting}: ";
        _report.Add($"{attempt.Kind.Letter} {attempt.Kind.Title}", setting + Text(attempt));
    }

    /// <summary>Questions, when they were asked.</summary>
    public void AddQueries((QueryResult Engine, QueryResult Bytes) found)
    {
        Findings.Queries = found;
        _report.Add("questions, the engine", Text(found.Engine));
        _report.Add("questions, (e) bytes by Kestrel", Text(found.Bytes));
        var ratio = found.Engine.PerSecond / found.Bytes.PerSecond;
        _report.Add("engine against (e), per second", $"{Times(ratio)}; {PeerTarget.Of("(e)").Judge(ratio)}");
    }

    /// <summary>What was answered to the scenarios.</summary>
    public void AddAnswers(PeerKind kind, IReadOnlyList<string> answers)
    {
        Findings.Answers.Add((kind, answers));
        var right = PeerScenarios.All.Where((scenario, i) => scenario.Right == answers[i]).Count();
        _report.Add($"answers of {kind.Letter}", $"{right} of {PeerScenarios.All.Count} scenarios right");
    }

    /// <summary>The ratios, and the page where it is asked for.</summary>
    public void Conclude()
    {
        foreach (var peer in Findings.Results.Select(static it => it.Kind).Where(static kind => !kind.IsEngine))
        {
            foreach (var engine in (PeerKind[])[PeerKind.Engine, PeerKind.EmbeddedEngine])
            {
                if (Findings.Ratio(engine, peer) is { } ratio)
                {
                    var judgement = engine.Store == peer.EngineStore ? $"; {PeerTarget.Of(peer.Letter).Judge(ratio)}" : "";
                    _report.Add($"{engine.Letter} against {peer.Letter}, per CPU-second", $"{Times(ratio)}{judgement}".TrimEnd(' ', ';'));
                }
            }
        }

        if (options.Report is { } file)
        {
            File.WriteAllText(file, PeersPage.Of(Findings, Cli.CommandLine));
        }
    }

    private static string Times(double ratio) => string.Create(CultureInfo.InvariantCulture, $"{ratio:0.00} times");

    private static string Text(PeerAttempt attempt)
    {
        if (attempt.Result is not { } it)
        {
            return $"FAILS: {attempt.Failure}";
        }

        var figures = string.Create(
            CultureInfo.InvariantCulture,
            $"{it.PerCpuSecond:N0} per CPU-second, {it.PerSecond:N0} /s; each {it.OwnMicroseconds:0} µs of its own CPU")
            + string.Create(CultureInfo.InvariantCulture, $" and {it.ServerMicroseconds:0} of its server's");
        return it.Wrong.Count == 0 ? figures : $"{figures}; WRONG: {string.Join("; ", it.Wrong.Take(3))}";
    }

    private static string Text(QueryResult it) => string.Create(
        CultureInfo.InvariantCulture, $"{it.PerSecond:N0} /s, {it.PerCpuSecond:N0} per CPU-second");
}
