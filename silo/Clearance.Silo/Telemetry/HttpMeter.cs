using System.Diagnostics.Metrics;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>Counts the problems callers are answered with; calls and how long they take are ASP.NET's own <c>http.server.request.duration</c>.</summary>
internal static class HttpMeter
{
    private static readonly Meter Meter = new(Tracing.Name);

    private static readonly Counter<long> Problems = Meter.CreateCounter<long>(
        "clearance.http.problems", "{answer}", "Calls answered with a problem, by status and code: 429 are refusals by their cause.");

    /// <summary>A call is answered with a problem.</summary>
    public static void Answered(Problem problem) => Problems.Add(1, new("status", problem.Status), new("code", problem.Code));
}
