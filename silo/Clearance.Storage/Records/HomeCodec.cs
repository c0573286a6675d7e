using System.Collections.Immutable;
using Clearance.Entities;

namespace Clearance.Storage;

/// <summary>The bytes of a <see cref="HomeRecord"/>. A released format is read for ever: its fixture is in the tests.</summary>
internal static class HomeCodec
{
    private const byte HasLedger = 1;
    private const byte HasDate = 2;
    private const byte HasPass = 4;

    public static byte[] Encode(HomeRecord home)
    {
        var writer = RecordWriter.Begin();
        writer.Natural(home.Stamp.Epoch);
        writer.Natural(home.Stamp.Group);
        WriteLedger(writer, home.Ledger);
        writer.Natural(home.Intents.Count);
        foreach (var (sequence, intent) in home.Intents)
        {
            writer.Natural(sequence);
            WriteIntent(writer, intent);
        }

        writer.Natural(home.From.Journal);
        writer.Natural(home.From.Parked);
        writer.Natural(home.From.Letters);
        writer.Natural(home.Effects.Count);
        foreach (var effects in home.Effects)
        {
            EffectsCodec.Write(writer, effects);
        }

        return writer.End();
    }

    public static HomeRecord Decode(byte[] body)
    {
        var reader = new RecordReader(body);
        var home = new HomeRecord
        {
            Stamp = new GroupStamp(reader.Natural(), reader.Natural()),
            Ledger = ReadLedger(ref reader),
            Intents = ReadIntents(ref reader),
            From = new LogEnds(reader.Natural(), reader.Natural(), reader.Natural()),
        };
        var effects = ImmutableList.CreateBuilder<UnitEffects>();
        for (var left = reader.Count(); left > 0; left--)
        {
            effects.Add(EffectsCodec.Read(ref reader));
        }

        reader.End();
        return home with { Effects = effects.ToImmutable() };
    }

    private static void WriteLedger(RecordWriter writer, RecordedLedger? ledger)
    {
        writer.Byte((byte)((ledger is null ? 0 : HasLedger) | (ledger?.NextChangeOn is null ? 0 : HasDate)
            | (ledger is { PassOpen: true } ? HasPass : 0)));
        if (ledger is null)
        {
            return;
        }

        writer.Natural(ledger.Version);
        writer.Bytes(ledger.Head);
        if (ledger.NextChangeOn is { } next)
        {
            writer.Date(next);
        }

        writer.Natural(ledger.Rows.Count);
        foreach (var row in ledger.Rows.Values)
        {
            writer.Byte((byte)row.Key.Kind);
            writer.Text(row.Key.Key);
            writer.Natural(row.Version);
            writer.Bytes(row.Body);
        }
    }

    private static RecordedLedger? ReadLedger(ref RecordReader reader)
    {
        var flags = reader.Flags(HasLedger | HasDate | HasPass);
        if ((flags & HasLedger) == 0)
        {
            return null;
        }

        var version = reader.Natural();
        var head = reader.Bytes().ToArray();
        DateOnly? next = (flags & HasDate) != 0 ? reader.Date() : null;
        var rows = RecordedLedger.NoRows.ToBuilder();
        for (var left = reader.Count(); left > 0; left--)
        {
            var key = new LedgerRowKey(reader.OneOf<LedgerRowKind>(), reader.Text());
            rows[key] = new LedgerRow(key, reader.Natural(), reader.Bytes().ToArray());
        }

        return new RecordedLedger(version, head, next, (flags & HasPass) != 0, rows.ToImmutable());
    }

    private static void WriteIntent(RecordWriter writer, IntentWrite intent)
    {
        writer.Text(intent.Key);
        writer.Byte((byte)intent.Kind);
        writer.Taxpayer(intent.Sender);
        writer.Taxpayer(intent.Receiver);
        writer.Fixed(intent.Cause.High);
        writer.Fixed(intent.Cause.Low);
        writer.Bytes(intent.Body);
    }

    private static ImmutableSortedDictionary<long, IntentWrite> ReadIntents(ref RecordReader reader)
    {
        var intents = ImmutableSortedDictionary.CreateBuilder<long, IntentWrite>();
        for (var left = reader.Count(); left > 0; left--)
        {
            var sequence = reader.Natural();
            intents[sequence] = new IntentWrite(
                reader.Text(),
                reader.OneOf<IntentKind>(),
                reader.Taxpayer(),
                reader.Taxpayer(),
                new Domain.Hash128(reader.Fixed(), reader.Fixed()),
                reader.Bytes().ToArray());
        }

        return intents.ToImmutable();
    }
}
