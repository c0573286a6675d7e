using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Model.Tests;

/// <summary>A census as one text: of the model by asking it about everything it knows, of the engine as it was counted.</summary>
internal static class ModelCensus
{
    public static string Of(NaiveModel model, DateOnly on)
    {
        var decisions = model.Declarations.Select(key => model.Decide(key, on)).ToList();
        var sums = model.Taxpayers.ToDictionary(taxpayer => taxpayer, taxpayer => model.Taxpayer(taxpayer, on).Sums);
        var held = decisions.Where(static it => it.Outcome == "hold").ToList();
        return Text(
            decisions.GroupBy(static it => it.Outcome).Select(static of => $"{of.Key}={of.Count()}"),
            held.SelectMany(static it => it.Reasons).GroupBy(static it => it.Code)
                .Select(static of => $"{of.Key}={of.Count()}/{of.Sum(static it => (decimal)(it.Shortfall ?? 0))}"),
            held.Sum(static it => (decimal)it.Outstanding),
            held.Count(it => IsMoneyThere(it, sums[it.Taxpayer!.Value])),
            sums.Values.Sum(static it => (decimal)it.Suspense),
            sums.Values.Sum(static it => (decimal)it.Misdirected),
            sums.Values.Sum(static it => (decimal)it.DeclarationSurplus + it.TaxpayerSurplus),
            sums.Values.Sum(static it => (decimal)it.Parked));
    }

    public static string Of(Census census) => Text(
        Enum.GetValues<Outcome>().Where(it => census.Outcomes[(int)it] > 0)
            .Select(it => $"{DecisionNames.Of(it)}={census.Outcomes[(int)it]}"),
        census.Reasons.Select(static it => $"{it.Code}={it.Declarations}/{(decimal)it.Shortfall}"),
        (decimal)census.HeldOutstanding,
        census.HeldAndPaid,
        (decimal)census.Suspense.Amount,
        (decimal)census.Misdirected.Amount,
        (decimal)census.Surplus,
        (decimal)census.Parked);

    private static bool IsMoneyThere(ModelDecision held, ModelSums sums) => held.Payable > 0
        && held.Outstanding - (decimal)held.Misdirected - sums.Suspense - sums.DeclarationSurplus - sums.TaxpayerSurplus <= 0;

    private static string Text(
        IEnumerable<string> outcomes, IEnumerable<string> reasons, decimal outstanding, long heldAndPaid, decimal suspense, decimal misdirected,
        decimal surplus, decimal parked) =>
        $"{string.Join(' ', outcomes.Order(StringComparer.Ordinal))} held for {string.Join(' ', reasons.Order(StringComparer.Ordinal))} "
        + $"outstanding={outstanding} heldAndPaid={heldAndPaid} suspense={suspense} misdirected={misdirected} surplus={surplus} parked={parked}";
}
