using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clearance.Domain;

namespace Clearance.Model.Tests;

/// <summary>The model's decision as the contract's JSON, as far as scenarios look at it.</summary>
internal static class AnswerJson
{
    private const int NumberLength = 12;

    public static JsonElement Of(ModelDecision decision, string asked) => JsonSerializer.SerializeToElement(new JsonObject
    {
        ["declaration"] = decision.Declaration.Length == NumberLength ? decision.Declaration : asked,
        ["taxpayer"] = decision.Taxpayer?.Value,
        ["outcome"] = decision.Outcome,
        ["on"] = Date(decision.On),
        ["reasons"] = List(decision.Reasons, Of),
        ["warnings"] = decision.FeeUnpaid == 0
            ? []
            : new JsonArray(new JsonObject { ["code"] = "FeeUnpaid", ["shortfall"] = decision.FeeUnpaid }),
        ["toRelease"] = List(decision.ToRelease, Of),
        ["payable"] = decision.Payable,
        ["paid"] = decision.Paid,
        ["outstanding"] = decision.Outstanding,
        ["reserved"] = decision.Reserved,
        ["surplus"] = decision.Surplus,
        ["misdirected"] = decision.Misdirected,
        ["ruleSet"] = decision.RuleSet,
    });

    private static JsonObject Of(ModelReason reason)
    {
        var json = new JsonObject { ["code"] = reason.Code, ["vnaccs"] = reason.Vnaccs };
        if (reason.Shortfall is { } shortfall)
        {
            json["shortfall"] = shortfall;
        }

        json["lines"] = List(reason.Lines, line =>
            With(Line(line.Line), ("kind", line.Kind.ToString().ToLowerInvariant()), ("outstanding", line.Outstanding)));
        json["debts"] = List(reason.Debts, debt => With(
            Line(debt.Line), ("declaration", debt.Declaration.ToString()), ("outstanding", debt.Outstanding), ("due", Date(debt.Due))));
        json["rows"] = List(reason.Rows, row =>
            With(Line(row.Line), ("payment", row.Row.Payment), ("row", row.Row.Row), ("amount", row.Amount)));
        return json;
    }

    private static JsonObject Of(ModelStep step)
    {
        var json = step.Line is { } line ? Line(line) : [];
        json["action"] = step.Action;
        json["reason"] = step.Reason;
        if (step.Declaration is { } declaration)
        {
            json["declaration"] = declaration.ToString();
        }

        if (step.Amount is { } amount)
        {
            json["amount"] = amount;
        }

        if (step.Guarantee is { } letter)
        {
            json["guarantee"] = letter.ToString();
        }

        return step.Row is { } row ? With(json, ("payment", row.Payment), ("row", row.Row)) : json;
    }

    private static JsonObject Line(LineKey line) => new()
    {
        ["code"] = line.CodeText,
        ["account"] = line.Account == Account.Budget ? "budget" : "deposit",
    };

    private static JsonObject With(JsonObject json, params (string Name, JsonNode Value)[] members)
    {
        foreach (var (name, value) in members)
        {
            json[name] = value;
        }

        return json;
    }

    private static JsonArray List<T>(IEnumerable<T> list, Func<T, JsonObject> json) => [.. list.Select(json)];

    private static string Date(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
