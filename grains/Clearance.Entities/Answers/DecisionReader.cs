using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>Reads a decision back from what <see cref="DecisionJson"/> wrote, so that it can be shown again with its messages.</summary>
/// <remarks>
/// What is not written is not read: when the debts' declarations were registered, which reason a step is for (unless an officer
/// is to decide), and when time alone may change the decision. Written again it is the same to the byte.
/// </remarks>
internal static class DecisionReader
{
    public static Decision Read(JsonElement json)
    {
        var (key, amendment) = Number(Text(json, "declaration"));
        return new Decision
        {
            Declaration = key,
            Amendment = amendment,
            Taxpayer = TextOrNull(json, "taxpayer") is { } owner ? Owner(owner) : null,
            Outcome = Named<Outcome>(json.GetProperty("outcome")),
            On = Date(json, "on"),
            Reasons = All(json.GetProperty("reasons"), Reason),
            Warnings = All(json.GetProperty("warnings"), static it =>
                new DecisionWarning(Named<WarningCode>(it.GetProperty("code")), Amount(it, "shortfall"))),
            ToRelease = All(json.GetProperty("toRelease"), Step),
            Payable = Amount(json, "payable"),
            Paid = Amount(json, "paid"),
            Outstanding = Amount(json, "outstanding"),
            Reserved = Amount(json, "reserved"),
            Surplus = Amount(json, "surplus"),
            Misdirected = Amount(json, "misdirected"),
            RuleSet = TextOrNull(json, "ruleSet"),
            Version = Amount(json, "version"),
            StandingVersion = Amount(json, "standingVersion"),
            DecidedAt = TextOrNull(json, "decidedAt") is { } at ? Time(at) : null,
        };
    }

    public static Instant Time(string text) =>
        Instant.TryParse(text, out var instant) ? instant : throw new FormatException($"'{text}' is no instant.");

    public static DeclarationKey Key(string text) =>
        DeclarationKey.TryParse(text, out var key) ? key : throw new FormatException($"'{text}' is no declaration's key.");

    public static string Text(JsonElement json, string member) =>
        json.GetProperty(member).GetString() ?? throw new FormatException($"'{member}' is null.");

    public static long Amount(JsonElement json, string member) => json.GetProperty(member).GetInt64();

    /// <summary>A name of the contract, whatever its case; a number is none.</summary>
    public static T Named<T>(JsonElement json)
        where T : struct, Enum
    {
        var text = json.GetString() ?? "";
        var at = Array.FindIndex(Enum.GetNames<T>(), name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
        return at >= 0 ? Enum.GetValues<T>()[at] : throw new FormatException($"'{text}' is no {typeof(T).Name}.");
    }

    public static ImmutableArray<T> All<T>(JsonElement list, Func<JsonElement, T> read) => [.. list.EnumerateArray().Select(read)];

    private static HoldReason Reason(JsonElement json) => new(Named<ReasonCode>(json.GetProperty("code")))
    {
        Vnaccs = TextOrNull(json, "vnaccs"),
        Shortfall = AmountIfAny(json, "shortfall"),
        Lines = List(json, "lines", static it => new LineOutstanding(
            Line(it), Named<LineKind>(it.GetProperty("kind")), Amount(it, "outstanding"))),
        Debts = List(json, "debts", static it => new Debt(
            Key(Text(it, "declaration")), default, Line(it), Amount(it, "outstanding"), Date(it, "due"))),
        Rows = List(json, "rows", static it => new MisdirectedRow(Row(it), Line(it), Amount(it, "amount"))),
        Guarantee = json.TryGetProperty("guarantee", out var letter) ? Letter(letter.GetString()!) : null,
    };

    private static ReleaseStep Step(JsonElement json)
    {
        var reason = json.TryGetProperty("reason", out var named) ? Named<ReasonCode>(named) : default;
        return new ReleaseStep(Action(Text(json, "action")), reason)
        {
            Row = json.TryGetProperty("payment", out _) ? Row(json) : null,
            Declaration = json.TryGetProperty("declaration", out var key) ? Key(key.GetString()!) : null,
            Line = json.TryGetProperty("code", out _) ? Line(json) : null,
            Guarantee = json.TryGetProperty("guarantee", out var letter) ? Letter(letter.GetString()!) : null,
            Amount = AmountIfAny(json, "amount"),
        };
    }

    private static ActionCode Action(string name) => name switch
    {
        "pay" => ActionCode.Pay,
        "pay-debt" => ActionCode.PayDebt,
        "top-up-guarantee" => ActionCode.TopUpGuarantee,
        "provide-guarantee" => ActionCode.ProvideGuarantee,
        "await-inspection" => ActionCode.AwaitInspection,
        "reassign" => ActionCode.Reassign,
        "register-again" => ActionCode.RegisterAgain,
        "await-officer" => ActionCode.AwaitOfficer,
        _ => throw new FormatException($"'{name}' is no action."),
    };

    /// <summary>A sign or a number may have a stroke in it: wherever it is cut, the whole is written as it was read.</summary>
    private static GuaranteeReference Letter(string text)
    {
        var parts = text.Split('/', 4);
        return parts.Length == 4 && BankCode.TryParse(parts[0], out var bank)
            ? new GuaranteeReference(bank, int.Parse(parts[1], CultureInfo.InvariantCulture), parts[2], parts[3])
            : throw new FormatException($"'{text}' is no letter of guarantee.");
    }

    private static (DeclarationKey Key, int? Amendment) Number(string text) => DeclarationNumber.TryParse(text, out var number)
        ? (number.Key, number.Amendment)
        : (Key(text), null);

    private static TaxpayerId Owner(string text) =>
        TaxpayerId.TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is no taxpayer id.");

    private static LineKey Line(JsonElement json) => new(
        ushort.Parse(Text(json, "code"), CultureInfo.InvariantCulture), Named<Account>(json.GetProperty("account")));

    private static RowRef Row(JsonElement json) => new(Text(json, "payment"), json.GetProperty("row").GetInt32());

    private static DateOnly Date(JsonElement json, string member) =>
        DateOnly.ParseExact(Text(json, member), "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static ImmutableArray<T> List<T>(JsonElement json, string member, Func<JsonElement, T> read) =>
        json.TryGetProperty(member, out var list) ? All(list, read) : [];

    private static string? TextOrNull(JsonElement json, string member) => json.GetProperty(member).GetString();

    private static long? AmountIfAny(JsonElement json, string member) =>
        json.TryGetProperty(member, out var amount) ? amount.GetInt64() : null;
}
