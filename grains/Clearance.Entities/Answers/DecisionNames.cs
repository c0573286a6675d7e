using System.Collections.Immutable;
using System.Text.Json;
using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>The names of the contract for what a decision speaks of, encoded once.</summary>
public static class DecisionNames
{
    private static readonly ImmutableArray<JsonEncodedText> Outcomes = Lower<Outcome>();

    private static readonly ImmutableArray<JsonEncodedText> Reasons = AsWritten<ReasonCode>();

    private static readonly ImmutableArray<JsonEncodedText> Warnings = AsWritten<WarningCode>();

    private static readonly ImmutableArray<JsonEncodedText> Kinds = Lower<LineKind>();

    private static readonly ImmutableArray<JsonEncodedText> Accounts = Lower<Account>();

    /// <summary>The name of an outcome.</summary>
    public static JsonEncodedText Of(Outcome outcome) => Outcomes[(int)outcome];

    /// <summary>The name of a reason.</summary>
    public static JsonEncodedText Of(ReasonCode reason) => Reasons[(int)reason];

    /// <summary>The name of a warning.</summary>
    public static JsonEncodedText Of(WarningCode warning) => Warnings[(int)warning];

    /// <summary>The name of a line's kind.</summary>
    public static JsonEncodedText Of(LineKind kind) => Kinds[(int)kind];

    /// <summary>The name of an account.</summary>
    public static JsonEncodedText Of(Account account) => Accounts[(int)account];

    /// <summary>The name of an action.</summary>
    public static ReadOnlySpan<byte> Of(ActionCode action) => action switch
    {
        ActionCode.Pay => "pay"u8,
        ActionCode.PayDebt => "pay-debt"u8,
        ActionCode.TopUpGuarantee => "top-up-guarantee"u8,
        ActionCode.ProvideGuarantee => "provide-guarantee"u8,
        ActionCode.AwaitInspection => "await-inspection"u8,
        ActionCode.Reassign => "reassign"u8,
        ActionCode.RegisterAgain => "register-again"u8,
        ActionCode.AwaitOfficer => "await-officer"u8,
    };

    private static ImmutableArray<JsonEncodedText> AsWritten<TCode>()
        where TCode : struct, Enum => [.. Enum.GetNames<TCode>().Select(name => JsonEncodedText.Encode(name))];

    private static ImmutableArray<JsonEncodedText> Lower<TCode>()
        where TCode : struct, Enum =>
        [.. Enum.GetNames<TCode>().Select(name => JsonEncodedText.Encode(name.ToLowerInvariant()))];
}
