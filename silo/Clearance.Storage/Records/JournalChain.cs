using System.Collections.Immutable;

namespace Clearance.Storage;

/// <summary>Where the entries of a declaration are in the journal, by their sequence.</summary>
internal sealed record JournalChain(ImmutableSortedDictionary<long, long> Positions)
{
    public static JournalChain Empty { get; } = new(ImmutableSortedDictionary<long, long>.Empty);

    public static byte[] Encode(JournalChain chain)
    {
        var writer = Entities.RecordWriter.Begin();
        writer.Natural(chain.Positions.Count);
        foreach (var (sequence, position) in chain.Positions)
        {
            writer.Natural(sequence);
            writer.Natural(position);
        }

        return writer.End();
    }

    public static JournalChain Decode(byte[] body)
    {
        var reader = new Entities.RecordReader(body);
        var positions = ImmutableSortedDictionary.CreateBuilder<long, long>();
        for (var left = reader.Count(); left > 0; left--)
        {
            positions.Add(reader.Natural(), reader.Natural());
        }

        reader.End();
        return new JournalChain(positions.ToImmutable());
    }
}
