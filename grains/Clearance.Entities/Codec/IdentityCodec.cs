using System.Collections.Immutable;
using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>An identity's body: early facts, and whose money is parked. The owner stands beside it.</summary>
internal static class IdentityCodec
{
    public static void Write(RecordWriter writer, DeclarationIdentity identity)
    {
        FactsCodec.Write(writer, identity.Facts);
        writer.Natural(identity.ParkedBy.Count);
        foreach (var taxpayer in identity.ParkedBy)
        {
            writer.Taxpayer(taxpayer);
        }

        writer.Natural(identity.Version);
        writer.Journal(identity.Journal);
    }

    public static DeclarationIdentity Read(ref RecordReader reader, TaxpayerId? owner) => new()
    {
        Owner = owner,
        Facts = FactsCodec.Read(ref reader),
        ParkedBy = ReadParkedBy(ref reader),
        Version = reader.Natural(),
        Journal = reader.Journal(),
    };

    private static ImmutableSortedSet<TaxpayerId> ReadParkedBy(ref RecordReader reader)
    {
        var count = reader.Count();
        if (count == 0)
        {
            return [];
        }

        var taxpayers = ImmutableSortedSet.CreateBuilder<TaxpayerId>();
        for (var left = count; left > 0; left--)
        {
            if (!taxpayers.Add(reader.Taxpayer()))
            {
                reader.Refuse("a taxpayer comes twice");
            }
        }

        return taxpayers.ToImmutable();
    }
}
