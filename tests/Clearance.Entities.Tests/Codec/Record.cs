using System.Collections.Immutable;
using Clearance.Domain;

namespace Clearance.Entities.Tests.Codec;

/// <summary>A record of any kind, its bytes, and how to print what bytes of its kind say.</summary>
internal sealed record Record(string Kind, string Name, object Value, byte[] Bytes, Func<byte[], string> Decoded)
{
    public static readonly string[] Kinds =
        ["declaration", "payment", "guarantee", "standing", "head", "identity", "message", "rejection"];

    public static Record Of(Declaration value, string name = "") => new(
        "declaration", name, value, LedgerCodec.Encode(value), Decoder("declaration", value.Owner));

    public static Record Of(Payment value, string name = "") =>
        new("payment", name, value, LedgerCodec.Encode(value), Decoder("payment"));

    public static Record Of(Guarantee value, string name = "")
    {
        var own = value with { Waiting = [], Growing = [] };
        return new("guarantee", name, own, LedgerCodec.Encode(value), Decoder("guarantee"));
    }

    public static Record Of(Standing value, string name = "")
    {
        var own = value with
        {
            Version = 0,
            Debts = ImmutableSortedDictionary<DeclarationKey, ImmutableArray<Debt>>.Empty,
            Guarantees = ImmutableSortedDictionary<GuaranteeReference, Guarantee>.Empty,
        };
        return new("standing", name, own, LedgerCodec.Encode(value), Decoder("standing"));
    }

    public static Record Of(LedgerHead value, string name = "") =>
        new("head", name, value, LedgerCodec.Encode(value), Decoder("head"));

    public static Record Of(DeclarationIdentity value, string name = "") =>
        new("identity", name, value, LedgerCodec.Encode(value), Decoder("identity", value.Owner));

    public static Record Of(LedgerMessage value, string name = "") =>
        new("message", name, value, LedgerCodec.Encode(value), Decoder("message"));

    public static Record Of(Rejection value, string name = "") =>
        new("rejection", name, value, LedgerCodec.Encode(value), Decoder("rejection"));

    /// <summary>Prints what bytes of a kind say.</summary>
    public static Func<byte[], string> Decoder(string kind, TaxpayerId? owner = null) => kind switch
    {
        "declaration" => bytes => Printout.Of(LedgerCodec.DecodeDeclaration(bytes, owner!.Value)),
        "payment" => bytes => Printout.Of(LedgerCodec.DecodePayment(bytes)),
        "guarantee" => bytes => Printout.Of(LedgerCodec.DecodeGuarantee(bytes)),
        "standing" => bytes => Printout.Of(LedgerCodec.DecodeStanding(bytes)),
        "head" => bytes => Printout.Of(LedgerCodec.DecodeHead(bytes)),
        "identity" => bytes => Printout.Of(LedgerCodec.DecodeIdentity(bytes, owner)),
        "message" => bytes => Printout.Of(LedgerCodec.DecodeMessage(bytes)),
        "rejection" => bytes => Printout.Of(LedgerCodec.DecodeRejection(bytes)),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind."),
    };

    /// <summary>Every record of a history.</summary>
    public static IEnumerable<Record> AllOf(RandomHistory history)
    {
        var records = new List<Record>();
        foreach (var ledger in history.Ledgers.Values)
        {
            records.AddRange(ledger.Declarations.Values.Select(value => Of(value)));
            records.AddRange(ledger.Payments.Values.Select(value => Of(value)));
            records.AddRange(ledger.Standing.Guarantees.Values.Select(value => Of(value)));
            records.Add(Of(ledger.Standing));
            records.Add(Of(new LedgerHead { Totals = ledger.Totals, StandingVersion = ledger.Standing.Version }));
        }

        records.AddRange(history.Identities.Values.Select(value => Of(value)));
        records.AddRange(history.Sent.Select(value => Of(value)));
        records.AddRange(history.Rejections.Select(value => Of(value)));
        return records;
    }
}
