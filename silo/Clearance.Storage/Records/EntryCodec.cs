using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Storage;

/// <summary>The bytes of what is in a log, or in a small record of its own.</summary>
internal static class EntryCodec
{
    public static byte[] Encode(JournalWrite entry)
    {
        var writer = RecordWriter.Begin();
        writer.Key(entry.Declaration);
        writer.Natural(entry.Sequence);
        writer.Bytes(entry.Hash);
        writer.Bytes(entry.Body);
        return writer.End();
    }

    public static JournalWrite DecodeJournal(byte[] body)
    {
        var reader = new RecordReader(body);
        return new JournalWrite(reader.Key(), reader.Natural(), reader.Bytes().ToArray(), reader.Bytes().ToArray());
    }

    public static byte[] Encode(ParkedEvent parked)
    {
        var writer = RecordWriter.Begin();
        writer.Text(parked.Home);
        writer.Byte((byte)parked.Stream);
        writer.Bytes(parked.Body);
        writer.Text(parked.Why);
        return writer.End();
    }

    public static ParkedEvent DecodeParked(byte[] body, long sequence)
    {
        var reader = new RecordReader(body);
        return new ParkedEvent(
            sequence, reader.Text(), reader.OneOf<EventStream>(), reader.Bytes().ToArray(), reader.Text());
    }

    public static byte[] Encode(DeadLetter letter)
    {
        var writer = RecordWriter.Begin();
        writer.Byte((byte)letter.Stream);
        writer.Fixed(unchecked((ulong)letter.ReceivedAt.UtcTicks));
        writer.Text(letter.Code);
        writer.Byte((byte)(letter.Field is null ? 0 : 1));
        writer.Text(letter.Field ?? "");
        writer.Text(letter.Detail);
        writer.Bytes(letter.Raw.Span);
        return writer.End();
    }

    public static DeadLetter DecodeLetter(byte[] body)
    {
        var reader = new RecordReader(body);
        var stream = reader.OneOf<EventStream>();
        var receivedAt = new Instant(unchecked((long)reader.Fixed()));
        var code = reader.Text();
        var hasField = reader.Flag();
        var field = reader.Text();
        return new DeadLetter(stream, receivedAt, code, hasField ? field : null, reader.Text(), reader.Bytes().ToArray());
    }

    public static byte[] Encode(RegistryRecord record)
    {
        var writer = RecordWriter.Begin();
        writer.Fixed(record.Content.High);
        writer.Fixed(record.Content.Low);
        writer.Text(record.Home);
        writer.Byte((byte)record.Outcome);
        writer.Byte((byte)(record.Rejection is null ? 0 : 1));
        writer.Bytes(record.Rejection);
        return writer.End();
    }

    public static RegistryRecord DecodeEvent(Hash128 id, byte[] body)
    {
        var reader = new RecordReader(body);
        var content = new Hash128(reader.Fixed(), reader.Fixed());
        var home = reader.Text();
        var outcome = reader.OneOf<EventOutcome>();
        var hasRejection = reader.Flag();
        var rejection = reader.Bytes().ToArray();
        return new RegistryRecord(id, content, home, outcome, hasRejection ? rejection : null);
    }

    public static byte[] Encode(IdentityRecord identity)
    {
        var writer = RecordWriter.Begin();
        writer.Natural(identity.Version);
        writer.Byte((byte)(identity.Owner is null ? 0 : 1));
        if (identity.Owner is { } owner)
        {
            writer.Taxpayer(owner);
        }

        writer.Bytes(identity.Body);
        return writer.End();
    }

    public static IdentityRecord DecodeIdentity(DeclarationKey key, byte[] body)
    {
        var reader = new RecordReader(body);
        var version = reader.Natural();
        TaxpayerId? owner = reader.Flag() ? reader.Taxpayer() : null;
        return new IdentityRecord(key, version, owner, reader.Bytes().ToArray());
    }

    /// <summary>A row that has left its ledger's record.</summary>
    public static byte[] Encode(LedgerRow row)
    {
        var writer = RecordWriter.Begin();
        writer.Natural(row.Version);
        writer.Bytes(row.Body);
        return writer.End();
    }

    public static LedgerRow DecodeRow(LedgerRowKey key, byte[] body)
    {
        var reader = new RecordReader(body);
        return new LedgerRow(key, reader.Natural(), reader.Bytes().ToArray());
    }
}
