using System.Collections.Immutable;
using System.Text.Json;
using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>Where a taxpayer stands on a legal date, and where the money is (<c>GET /v1/taxpayers/{id}</c>).</summary>
/// <param name="Root">The ledger at one moment.</param>
/// <param name="On">The legal date asked for.</param>
internal readonly record struct TaxpayerJson(LedgerRoot Root, DateOnly On)
{
    private Ledger Ledger => Root.Ledger;

    private Standing Standing => Root.Ledger.Standing;

    /// <summary>Writes it as one object.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("taxpayer"u8, Ledger.Taxpayer.Value);
        json.Date("on"u8, On);
        json.WriteNumber("version"u8, Root.Version);
        json.WriteNumber("standingVersion"u8, Standing.Version);
        json.WriteBoolean("stopped"u8, Root.IsParked);
        json.WriteString("status"u8, WireNames.Of(Standing.On(On).Status));
        WriteDecisions(json, "enforcement"u8, Standing.Enforcement);
        WriteDecisions(json, "priority"u8, Standing.Priority);
        WriteRelief(json);
        WriteDebts(json);
        WriteGuarantees(json);
        json.WriteStartObject("surplus"u8);
        json.WriteNumber("taxpayer"u8, Ledger.Totals.TaxpayerSurplus);
        json.WriteNumber("declarations"u8, Ledger.Totals.DeclarationSurplus);
        json.WriteEndObject();
        WriteRows(json, "suspense"u8, RowPlace.Suspense);
        WriteRows(json, "parked"u8, RowPlace.Parked);
        WriteRows(json, "inTransit"u8, RowPlace.InTransit);
        WriteSums(json, Ledger.Totals);
        json.WriteEndObject();
    }

    private void WriteDecisions(
        Utf8JsonWriter json, ReadOnlySpan<byte> name, ImmutableSortedDictionary<string, Dated<bool>> decisions)
    {
        var on = On;
        json.WriteStartObject(name);
        json.WriteBoolean("inForce"u8, decisions.Values.Any(facts => facts.On(on, false)));
        json.WriteStartArray("decisions"u8);
        foreach (var (decision, facts) in decisions)
        {
            json.WriteStartObject();
            json.WriteString("decision"u8, decision);
            json.WriteBoolean("inForce"u8, facts.On(on, false));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteRelief(Utf8JsonWriter json)
    {
        json.WriteStartArray("relief"u8);
        foreach (var (declaration, until) in Standing.Relief)
        {
            json.WriteStartObject();
            json.WriteString("declaration"u8, declaration.ToString());
            json.Date("until"u8, until == DateOnly.MaxValue ? null : until);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Earliest due first, as they are to be paid.</summary>
    private void WriteDebts(Utf8JsonWriter json)
    {
        var overdue = Standing.On(On).OverdueDebts;
        var debts = Standing.Debts.Values.SelectMany(of => of).ToList();
        debts.Sort(StandingOn.InOrderOfPayment);
        json.WriteStartArray("debts"u8);
        foreach (var debt in debts)
        {
            json.WriteStartObject();
            json.WriteString("declaration"u8, debt.Declaration.ToString());
            json.Line(debt.Line);
            json.WriteNumber("outstanding"u8, debt.Outstanding);
            json.Date("due"u8, debt.Due);
            json.WriteBoolean("overdue"u8, overdue.AsSpan().BinarySearch(debt, ByPayment.Instance) >= 0);
            json.WriteNumber("interest"u8, InterestOf(debt));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("overdueTotal"u8, Standing.On(On).OverdueTotal);
    }

    /// <summary>A declaration with debts is always in memory.</summary>
    private long InterestOf(Debt debt)
    {
        if (!Ledger.Declarations.TryGetValue(debt.Declaration, out var declaration))
        {
            return 0;
        }

        foreach (var line in declaration.Allocate().Lines)
        {
            if (line.Line.Key == debt.Line)
            {
                return LateInterest.OfLine(declaration, line, Standing, On);
            }
        }

        return 0;
    }

    private void WriteGuarantees(Utf8JsonWriter json)
    {
        json.WriteStartArray("guarantees"u8);
        foreach (var guarantee in Standing.Guarantees.Values)
        {
            json.WriteStartObject();
            json.Guarantee(guarantee);
            json.WriteNumber("waiting"u8, guarantee.Waiting.Count + guarantee.Growing.Count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteRows(Utf8JsonWriter json, ReadOnlySpan<byte> name, RowPlace place)
    {
        json.WriteStartArray(name);
        foreach (var payment in Ledger.Payments.Values)
        {
            foreach (var row in payment.Rows)
            {
                if (row.Place == place)
                {
                    WriteRow(json, payment, row);
                }
            }
        }

        json.WriteEndArray();
    }

    private static void WriteRow(Utf8JsonWriter json, Payment payment, PlacedRow placed)
    {
        json.WriteStartObject();
        json.Row(new RowRef(payment.Id, placed.Row.Row));
        json.WriteString("declaration"u8, placed.Row.Target);
        json.WriteString("code"u8, placed.Row.Code?.ToString("D4"));
        json.WriteString("account"u8, DecisionNames.Of(placed.Row.Account));
        json.WriteNumber("amount"u8, placed.Row.Amount);
        json.Time("debitedAt"u8, payment.DebitedAt);
        json.WriteEndObject();
    }

    /// <summary>Money in, and where it is (domain.md §2, Conservation).</summary>
    private static void WriteSums(Utf8JsonWriter json, LedgerTotals totals)
    {
        json.WriteStartObject("sums"u8);
        json.WriteNumber("confirmed"u8, totals.Confirmed);
        json.WriteNumber("transferredIn"u8, totals.TransferredIn);
        json.WriteNumber("transferredOut"u8, totals.TransferredOut);
        json.WriteNumber("cancelled"u8, totals.Cancelled);
        json.WriteNumber("refunded"u8, totals.Refunded);
        json.WriteNumber("allocated"u8, totals.Allocated);
        json.WriteNumber("surplus"u8, totals.Surplus);
        json.WriteNumber("misdirected"u8, totals.Misdirected);
        json.WriteNumber("parked"u8, totals.Parked);
        json.WriteNumber("suspense"u8, totals.Suspense);
        json.WriteNumber("inTransit"u8, totals.InTransit);
        json.WriteNumber("receivable"u8, totals.Receivable);
        json.WriteBoolean("balanced"u8, totals.AreConserved);
        json.WriteEndObject();
    }

    private sealed class ByPayment : IComparer<Debt>
    {
        public static ByPayment Instance { get; } = new();

        public int Compare(Debt x, Debt y) => StandingOn.InOrderOfPayment(x, y);
    }
}
