using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>The bytes the store keeps of the domain's records, and the domain's records from those bytes.</summary>
/// <remarks>
/// A record starts with its format version; numbers are of variable length, texts UTF-8 after their length, dates day
/// numbers, instants ticks. What can be derived is not stored. Bytes of another version, cut short, too long or with
/// unknown values throw <see cref="CorruptRecordException"/>: nothing is guessed. A new version keeps reading the old ones.
/// </remarks>
public static class LedgerCodec
{
    /// <summary>The format written.</summary>
    public const byte FormatVersion = 1;

    /// <summary>The format of a record that was stopped: its bytes stand behind it.</summary>
    internal const byte StoppedVersion = 0;

    /// <summary>
    /// The bytes of a record whose key is stopped because applying something to it throws. Like damaged ones they cannot be
    /// decoded, so that nobody goes on from them; what they were is kept.
    /// </summary>
    public static byte[] Stop(byte[] record) => [StoppedVersion, .. record];

    /// <summary>What the bytes of a stopped record were before it was stopped; those of any other as they are.</summary>
    public static byte[] GoOn(byte[] record) => record is [StoppedVersion, .. var before] ? before : record;

    /// <summary>Encodes a declaration, without its owner.</summary>
    public static byte[] Encode(Declaration declaration)
    {
        var writer = RecordWriter.Begin();
        DeclarationCodec.Write(writer, declaration);
        return writer.End();
    }

    /// <summary>Decodes a declaration of an owner; lines and sums are computed anew.</summary>
    /// <exception cref="CorruptRecordException">These are no bytes of a declaration.</exception>
    public static Declaration DecodeDeclaration(ReadOnlySpan<byte> body, TaxpayerId owner)
    {
        var reader = new RecordReader(body);
        var declaration = DeclarationCodec.Read(ref reader, owner);
        reader.End();
        return declaration;
    }

    /// <summary>Encodes a payment.</summary>
    public static byte[] Encode(Payment payment)
    {
        var writer = RecordWriter.Begin();
        PaymentCodec.Write(writer, payment);
        return writer.End();
    }

    /// <summary>Decodes a payment.</summary>
    /// <exception cref="CorruptRecordException">These are no bytes of a payment.</exception>
    public static Payment DecodePayment(ReadOnlySpan<byte> body)
    {
        var reader = new RecordReader(body);
        var payment = PaymentCodec.Read(ref reader);
        reader.End();
        return payment;
    }

    /// <summary>Encodes a letter, without the declarations that want more of it.</summary>
    public static byte[] Encode(Guarantee guarantee)
    {
        var writer = RecordWriter.Begin();
        GuaranteeCodec.Write(writer, guarantee);
        return writer.End();
    }

    /// <summary>Decodes a letter; <see cref="LedgerLoader"/> lists the declarations that want more of it.</summary>
    /// <exception cref="CorruptRecordException">These are no bytes of a letter.</exception>
    public static Guarantee DecodeGuarantee(ReadOnlySpan<byte> body)
    {
        var reader = new RecordReader(body);
        var guarantee = GuaranteeCodec.Read(ref reader);
        reader.End();
        return guarantee;
    }

    /// <summary>Encodes status, enforcement, priority and relief: the standing's own row.</summary>
    public static byte[] Encode(Standing standing)
    {
        var writer = RecordWriter.Begin();
        StandingCodec.Write(writer, standing);
        return writer.End();
    }

    /// <summary>Decodes the standing's own row: a standing without debts, letters and version.</summary>
    /// <exception cref="CorruptRecordException">These are no bytes of a standing.</exception>
    public static Standing DecodeStanding(ReadOnlySpan<byte> body)
    {
        var reader = new RecordReader(body);
        var standing = StandingCodec.Read(ref reader);
        reader.End();
        return standing;
    }

    /// <summary>Encodes a head.</summary>
    public static byte[] Encode(LedgerHead head)
    {
        var writer = RecordWriter.Begin();
        HeadCodec.Write(writer, head);
        return writer.End();
    }

    /// <summary>Decodes a head.</summary>
    /// <exception cref="CorruptRecordException">These are no bytes of a head.</exception>
    public static LedgerHead DecodeHead(ReadOnlySpan<byte> body)
    {
        var reader = new RecordReader(body);
        var head = HeadCodec.Read(ref reader);
        reader.End();
        return head;
    }

    /// <summary>Encodes an identity, without its owner.</summary>
    public static byte[] Encode(DeclarationIdentity identity)
    {
        var writer = RecordWriter.Begin();
        IdentityCodec.Write(writer, identity);
        return writer.End();
    }

    /// <summary>Decodes an identity of an owner, or of none.</summary>
    /// <exception cref="CorruptRecordException">These are no bytes of an identity.</exception>
    public static DeclarationIdentity DecodeIdentity(ReadOnlySpan<byte> body, TaxpayerId? owner)
    {
        var reader = new RecordReader(body);
        var identity = IdentityCodec.Read(ref reader, owner);
        reader.End();
        return identity;
    }

    /// <summary>Decodes an identity as stored, with its owner; nobody's where there is none.</summary>
    /// <exception cref="CorruptRecordException">These are no bytes of an identity.</exception>
    public static DeclarationIdentity DecodeIdentity(IdentityRecord? record) =>
        record is null ? DeclarationIdentity.Nobody : DecodeIdentity(record.Body, record.Owner);

    /// <summary>The stored kind of a message.</summary>
    public static IntentKind KindOf(LedgerMessage message) => MessageCodec.KindOf(message);

    /// <summary>Encodes a message, with its kind, sender and receiver.</summary>
    public static byte[] Encode(LedgerMessage message)
    {
        var writer = RecordWriter.Begin();
        MessageCodec.Write(writer, message);
        return writer.End();
    }

    /// <summary>Decodes a message.</summary>
    /// <exception cref="CorruptRecordException">These are no bytes of a message.</exception>
    public static LedgerMessage DecodeMessage(ReadOnlySpan<byte> body)
    {
        var reader = new RecordReader(body);
        var message = MessageCodec.Read(ref reader);
        reader.End();
        return message;
    }

    /// <summary>Encodes a rejection.</summary>
    public static byte[] Encode(Rejection rejection)
    {
        var writer = RecordWriter.Begin();
        writer.Rejection(rejection);
        return writer.End();
    }

    /// <summary>Decodes a rejection.</summary>
    /// <exception cref="CorruptRecordException">These are no bytes of a rejection.</exception>
    public static Rejection DecodeRejection(ReadOnlySpan<byte> body)
    {
        var reader = new RecordReader(body);
        var rejection = reader.Rejection();
        reader.End();
        return rejection;
    }
}
