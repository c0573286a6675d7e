using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Storage;

/// <summary>The part of a home record that says what its last units change elsewhere.</summary>
internal static class EffectsCodec
{
    public static void Write(RecordWriter writer, UnitEffects effects)
    {
        writer.Natural(effects.Ordinal);
        writer.Natural(effects.Puts.Count);
        foreach (var (key, body) in effects.Puts)
        {
            writer.Text(key);
            writer.Bytes(body);
        }

        WriteEntries(writer, effects.Journal);
        WriteEntries(writer, effects.Parked);
        WriteEntries(writer, effects.Letters);
        writer.Natural(effects.Delivered.Count);
        foreach (var (home, sequence) in effects.Delivered)
        {
            writer.Text(home);
            writer.Natural(sequence);
        }

        WritePositions(writer, effects.Positions);
        WritePublished(writer, effects.Published);
    }

    public static UnitEffects Read(ref RecordReader reader)
    {
        var ordinal = reader.Small();
        var puts = new List<(string Key, byte[] Body)>();
        for (var left = reader.Count(); left > 0; left--)
        {
            puts.Add((reader.Text(), reader.Bytes().ToArray()));
        }

        var journal = ReadEntries(ref reader);
        var parked = ReadEntries(ref reader);
        var letters = ReadEntries(ref reader);
        var delivered = new List<(string Home, long Sequence)>();
        for (var left = reader.Count(); left > 0; left--)
        {
            delivered.Add((reader.Text(), reader.Natural()));
        }

        return new UnitEffects
        {
            Ordinal = ordinal,
            Puts = puts,
            Journal = journal,
            Parked = parked,
            Letters = letters,
            Delivered = delivered,
            Positions = ReadPositions(ref reader),
            Published = ReadPublished(ref reader),
        };
    }

    public static void WritePositions(RecordWriter writer, IReadOnlyCollection<InputPosition> positions)
    {
        writer.Natural(positions.Count);
        foreach (var position in positions)
        {
            writer.Byte((byte)position.Stream);
            writer.Natural(position.Partition);
            writer.Natural(position.Next);
            writer.Fixed(position.LastHash.High);
            writer.Fixed(position.LastHash.Low);
        }
    }

    public static List<InputPosition> ReadPositions(ref RecordReader reader)
    {
        var positions = new List<InputPosition>();
        for (var left = reader.Count(); left > 0; left--)
        {
            positions.Add(new InputPosition(
                reader.OneOf<EventStream>(), reader.Small(), reader.Natural(), new Hash128(reader.Fixed(), reader.Fixed())));
        }

        return positions;
    }

    public static void WritePublished(RecordWriter writer, IReadOnlyCollection<PublishedPosition> positions)
    {
        writer.Natural(positions.Count);
        foreach (var position in positions)
        {
            writer.Byte((byte)position.Source);
            writer.Natural(position.Lane);
            writer.Natural(position.Through);
        }
    }

    public static List<PublishedPosition> ReadPublished(ref RecordReader reader)
    {
        var positions = new List<PublishedPosition>();
        for (var left = reader.Count(); left > 0; left--)
        {
            positions.Add(new PublishedPosition(reader.OneOf<PublishedSource>(), reader.Small(), reader.Natural()));
        }

        return positions;
    }

    public static void WriteEntries(RecordWriter writer, IReadOnlyCollection<byte[]> entries)
    {
        writer.Natural(entries.Count);
        foreach (var entry in entries)
        {
            writer.Bytes(entry);
        }
    }

    public static List<byte[]> ReadEntries(ref RecordReader reader)
    {
        var entries = new List<byte[]>();
        for (var left = reader.Count(); left > 0; left--)
        {
            entries.Add(reader.Bytes().ToArray());
        }

        return entries;
    }
}
