using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Clearance.Entities;
using Clearance.Silo.Tests.Deploy;
using Clearance.Silo.Tests.Running;
using Microsoft.Extensions.DependencyInjection;

namespace Clearance.Silo.Tests.Telemetry;

/// <summary>The page of metrics lists every instrument there is, with what it is, and no other.</summary>
public sealed partial class MetricsPageTests
{
    [Fact]
    public async Task The_page_and_the_instruments_are_the_same()
    {
        await using var app = Silos.Build();
        _ = app.Services.GetRequiredService<StateGauges>();
        foreach (var type in (Type[])[typeof(EngineMeter), typeof(KafkaMeter), typeof(HttpMeter)])
        {
            RuntimeHelpers.RunClassConstructor(type.TypeHandle);
        }

        var rows = new SortedSet<string>(StringComparer.Ordinal);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == Tracing.Name)
                {
                    rows.Add($"| `{instrument.Name}` | {KindOf(instrument)} | {instrument.Unit?.Trim('{', '}')} | {instrument.Description} |");
                }
            },
        };
        listener.Start();

        var page = DeployTree.Read("docs/operating/metrics.md");
        Row().Matches(page).Select(static it => it.Value).ShouldBe(rows);
    }

    private static string KindOf(Instrument instrument) =>
        instrument.GetType().Name is var name && name.StartsWith("Counter", StringComparison.Ordinal) ? "counter"
        : name.StartsWith("Histogram", StringComparison.Ordinal) ? "histogram" : "gauge";

    [GeneratedRegex(@"^\| `(clearance|messaging)\.[^`]*` \| (counter|gauge|histogram) \|.*\|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
