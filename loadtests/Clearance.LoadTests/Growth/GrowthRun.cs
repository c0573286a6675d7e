using System.Globalization;

namespace Clearance.LoadTests;

/// <summary>
/// How cost grows. One store that holds more and more declarations, and stores in which the same number of events is of ever fewer taxpayers:
/// at each size an engine is started anew, asked its first question, and measured.
/// </summary>
internal sealed class GrowthRun(GrowthOptions options)
{
    private readonly Report _report = new("How cost grows");

    public async Task<int> Run(CancellationToken cancel)
    {
        var code = await ByDeclarations(cancel);
        foreach (var perTaxpayer in options.PerTaxpayer)
        {
            code = code == 0 ? await ByTaxpayer(perTaxpayer, cancel) : code;
        }

        if (code == 0)
        {
            _report.Save(options.Report, Cli.CommandLine);
        }

        return code;
    }

    private async Task<int> ByDeclarations(CancellationToken cancel)
    {
        if (options.Declarations.Count == 0)
        {
            return 0;
        }

        var store = new MeasuredStore(options.Store, options.Silo, null);
        return await store.Run(
            _report,
            async () =>
            {
                var grows = new GrowingStore(store, FreshEvents.Of(options.Taxpayers, 0.6, FreshEvents.Today), options, _report);
                foreach (var declarations in options.Declarations)
                {
                    grows.Call(Text($"{declarations:N0} declarations"));
                    if (!await FillAndMeasure(grows, declarations, cancel))
                    {
                        return 1;
                    }
                }

                return 0;
            },
            cancel);
    }

    private async Task<int> ByTaxpayer(int perTaxpayer, CancellationToken cancel)
    {
        var store = new MeasuredStore(options.Store, options.Silo, null);
        var taxpayers = Math.Max(1, options.Events / perTaxpayer);
        return await store.Run(
            _report,
            async () =>
            {
                var grows = new GrowingStore(store, FreshEvents.Of(taxpayers, 0, FreshEvents.Today), options, _report);
                grows.Call(Text($"{perTaxpayer:N0} events of each taxpayer"));
                return await FillAndMeasure(grows, options.Events / 2, cancel) ? 0 : 1;
            },
            cancel);
    }

    private async Task<bool> FillAndMeasure(GrowingStore grows, int declarations, CancellationToken cancel)
    {
        await grows.Fill(declarations, cancel);
        var wrong = await grows.Measure(cancel);
        if (wrong.Count > 0)
        {
            _report.Add("no result", string.Join("; ", wrong.Take(5)));
            return false;
        }

        _report.Add("books", "sampled events are duplicates, sampled declarations clear, sampled taxpayers balanced");
        return true;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
