using System.Collections.Immutable;
using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>The standing's own row: status, enforcement, priority, relief. Letters have rows of their own.</summary>
internal static class StandingCodec
{
    public static void Write(RecordWriter writer, Standing standing)
    {
        writer.Natural(standing.Status.Facts.Length);
        foreach (var fact in standing.Status.Facts)
        {
            writer.Date(fact.EffectiveFrom);
            writer.Stamp(fact.Stamp);
            writer.Byte((byte)fact.Value);
        }

        Write(writer, standing.Enforcement);
        Write(writer, standing.Priority);
        writer.Natural(standing.Relief.Count);
        foreach (var (key, until) in standing.Relief)
        {
            writer.Key(key);
            writer.Date(until);
        }
    }

    public static Standing Read(ref RecordReader reader) => Standing.Empty with
    {
        Status = new Dated<TaxpayerStatus>(ReadStatus(ref reader)),
        Enforcement = ReadDecisions(ref reader),
        Priority = ReadDecisions(ref reader),
        Relief = ReadRelief(ref reader),
    };

    private static void Write(RecordWriter writer, ImmutableSortedDictionary<string, Dated<bool>> decisions)
    {
        writer.Natural(decisions.Count);
        foreach (var (decision, dated) in decisions)
        {
            writer.Text(decision);
            writer.Natural(dated.Facts.Length);
            foreach (var fact in dated.Facts)
            {
                writer.Date(fact.EffectiveFrom);
                writer.Stamp(fact.Stamp);
                writer.Byte(fact.Value ? (byte)1 : (byte)0);
            }
        }
    }

    private static ImmutableArray<DatedFact<TaxpayerStatus>> ReadStatus(ref RecordReader reader)
    {
        var facts = ImmutableArray.CreateBuilder<DatedFact<TaxpayerStatus>>(reader.Count());
        for (var i = 0; i < facts.Capacity; i++)
        {
            facts.Add(new DatedFact<TaxpayerStatus>(reader.Date(), reader.Stamp(), reader.OneOf<TaxpayerStatus>()));
        }

        return facts.MoveToImmutable();
    }

    private static ImmutableSortedDictionary<string, Dated<bool>> ReadDecisions(ref RecordReader reader)
    {
        var decisions = Standing.Empty.Enforcement.ToBuilder();
        for (var left = reader.Count(); left > 0; left--)
        {
            var decision = reader.Text();
            if (!decisions.TryAdd(decision, new Dated<bool>(ReadFacts(ref reader))))
            {
                reader.Refuse($"decision {decision} comes twice");
            }
        }

        return decisions.ToImmutable();
    }

    private static ImmutableArray<DatedFact<bool>> ReadFacts(ref RecordReader reader)
    {
        var facts = ImmutableArray.CreateBuilder<DatedFact<bool>>(reader.Count());
        for (var i = 0; i < facts.Capacity; i++)
        {
            facts.Add(new DatedFact<bool>(reader.Date(), reader.Stamp(), reader.Flag()));
        }

        return facts.MoveToImmutable();
    }

    private static ImmutableSortedDictionary<DeclarationKey, DateOnly> ReadRelief(ref RecordReader reader)
    {
        var relief = ImmutableSortedDictionary.CreateBuilder<DeclarationKey, DateOnly>();
        for (var left = reader.Count(); left > 0; left--)
        {
            var key = reader.Key();
            if (!relief.TryAdd(key, reader.Date()))
            {
                reader.Refuse($"relief of declaration {key} comes twice");
            }
        }

        return relief.ToImmutable();
    }
}
