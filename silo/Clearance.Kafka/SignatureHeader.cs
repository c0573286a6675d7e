using System.Text;
using Clearance.Domain;
using Clearance.Signing;
using Confluent.Kafka;

namespace Clearance.Kafka;

/// <summary>The header in which a bank signs its message, where brokers have headers (0.11 and newer).</summary>
internal static class SignatureHeader
{
    /// <summary>Puts the message and its signature into an envelope, so that they are kept and judged together; nothing is verified here.</summary>
    public static ReadOnlyMemory<byte> Enclose(EventStream stream, ReadOnlyMemory<byte> value, Headers? headers)
    {
        if (headers is null || headers.Count == 0 || stream is not (EventStream.Payments or EventStream.Guarantees))
        {
            return value;
        }

        string? signature = null;
        foreach (var header in headers)
        {
            if (header.Key == BankSigner.MessageHeader)
            {
                // Two are none: what they make together is no signature.
                signature = signature + (signature is null ? "" : ",") + Encoding.Latin1.GetString(header.GetValueBytes() ?? []);
            }
        }

        return signature is null ? value : BankSigner.Envelope(value.Span, signature);
    }
}
