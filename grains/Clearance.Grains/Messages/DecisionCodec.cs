using System.Collections.Immutable;
using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Grains;

/// <summary>A decision with its reasons and the path to release.</summary>
internal static class DecisionCodec
{
    private const byte WasDecided = 1;
    private const byte HasNextChange = 2;
    private const byte IsRegistered = 4;

    public static void Write(RecordWriter writer, Decision decision)
    {
        writer.Key(decision.Declaration);
        writer.Byte((byte)decision.Outcome);
        writer.Date(decision.On);
        writer.Byte((byte)(
            (decision.DecidedAt is null ? 0 : WasDecided)
            | (decision.NextChangeOn is null ? 0 : HasNextChange)
            | (decision.Taxpayer is null ? 0 : IsRegistered)));
        if (decision.DecidedAt is { } at)
        {
            writer.Instant(at);
        }

        if (decision.NextChangeOn is { } next)
        {
            writer.Date(next);
        }

        if (decision.Taxpayer is { } taxpayer)
        {
            writer.Taxpayer(taxpayer);
        }

        writer.MaybeNumber(decision.Amendment);
        writer.MaybeText(decision.RuleSet);
        WriteSums(writer, decision);
        writer.Natural(decision.Reasons.Length);
        foreach (var reason in decision.Reasons)
        {
            ReasonCodec.Write(writer, reason);
        }

        writer.Natural(decision.Warnings.Length);
        foreach (var warning in decision.Warnings)
        {
            writer.Byte((byte)warning.Code);
            writer.Signed(warning.Shortfall);
        }

        writer.Natural(decision.ToRelease.Length);
        foreach (var step in decision.ToRelease)
        {
            ReasonCodec.Write(writer, step);
        }
    }

    public static Decision Read(ref RecordReader reader)
    {
        var key = reader.Key();
        var outcome = reader.OneOf<Outcome>();
        var on = reader.Date();
        var flags = reader.Flags(WasDecided | HasNextChange | IsRegistered);
        var decision = new Decision
        {
            Declaration = key,
            Outcome = outcome,
            On = on,
            DecidedAt = (flags & WasDecided) != 0 ? reader.Instant() : null,
            NextChangeOn = (flags & HasNextChange) != 0 ? reader.Date() : null,
            Taxpayer = (flags & IsRegistered) != 0 ? reader.Taxpayer() : null,
            Amendment = (int?)reader.MaybeNumber(),
            RuleSet = reader.MaybeText(),
        };
        decision = ReadSums(ref reader, decision);
        return decision with
        {
            Reasons = ReadReasons(ref reader),
            Warnings = ReadWarnings(ref reader),
            ToRelease = ReadSteps(ref reader),
        };
    }

    private static void WriteSums(RecordWriter writer, Decision decision)
    {
        writer.Signed(decision.Payable);
        writer.Signed(decision.Paid);
        writer.Signed(decision.Outstanding);
        writer.Signed(decision.Reserved);
        writer.Signed(decision.Surplus);
        writer.Signed(decision.Misdirected);
        writer.Natural(decision.Version);
        writer.Natural(decision.StandingVersion);
    }

    private static Decision ReadSums(ref RecordReader reader, Decision decision) => decision with
    {
        Payable = reader.Signed(),
        Paid = reader.Signed(),
        Outstanding = reader.Signed(),
        Reserved = reader.Signed(),
        Surplus = reader.Signed(),
        Misdirected = reader.Signed(),
        Version = reader.Natural(),
        StandingVersion = reader.Natural(),
    };

    private static ImmutableArray<HoldReason> ReadReasons(ref RecordReader reader)
    {
        var reasons = ImmutableArray.CreateBuilder<HoldReason>(reader.Count());
        for (var i = 0; i < reasons.Capacity; i++)
        {
            reasons.Add(ReasonCodec.ReadReason(ref reader));
        }

        return reasons.MoveToImmutable();
    }

    private static ImmutableArray<DecisionWarning> ReadWarnings(ref RecordReader reader)
    {
        var warnings = ImmutableArray.CreateBuilder<DecisionWarning>(reader.Count());
        for (var i = 0; i < warnings.Capacity; i++)
        {
            warnings.Add(new DecisionWarning(reader.OneOf<WarningCode>(), reader.Signed()));
        }

        return warnings.MoveToImmutable();
    }

    private static ImmutableArray<ReleaseStep> ReadSteps(ref RecordReader reader)
    {
        var steps = ImmutableArray.CreateBuilder<ReleaseStep>(reader.Count());
        for (var i = 0; i < steps.Capacity; i++)
        {
            steps.Add(ReasonCodec.ReadStep(ref reader));
        }

        return steps.MoveToImmutable();
    }
}
