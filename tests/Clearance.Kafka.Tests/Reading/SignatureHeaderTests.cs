using System.Text;
using System.Text.Json;
using Clearance.Domain;
using Confluent.Kafka;

namespace Clearance.Kafka.Tests.Reading;

/// <summary>A bank's signature in a message's header goes into an envelope with the message, and into nothing else.</summary>
public sealed class SignatureHeaderTests
{
    private static readonly byte[] Value = Encoding.UTF8.GetBytes("""{"type":"PaymentConfirmed"}""");

    [Fact]
    public void A_message_and_its_signature_are_kept_together_byte_by_byte()
    {
        var enclosed = SignatureHeader.Enclose(EventStream.Payments, Value, Of(("clearance-signature", "h..s")));
        using var json = JsonDocument.Parse(enclosed);
        json.RootElement.GetProperty("signed").GetBytesFromBase64().ShouldBe(Value);
        json.RootElement.GetProperty("signature").GetString().ShouldBe("h..s");
    }

    [Fact]
    public void Two_signatures_are_none()
    {
        var enclosed = SignatureHeader.Enclose(EventStream.Guarantees, Value, Of(("clearance-signature", "h..s"), ("clearance-signature", "h..s")));
        using var json = JsonDocument.Parse(enclosed);
        json.RootElement.GetProperty("signature").GetString().ShouldBe("h..s,h..s");
    }

    [Fact]
    public void Without_a_signature_and_in_customs_own_streams_a_message_is_as_it_came()
    {
        SignatureHeader.Enclose(EventStream.Payments, Value, null).ToArray().ShouldBe(Value);
        SignatureHeader.Enclose(EventStream.Payments, Value, Of(("traceparent", "00"))).ToArray().ShouldBe(Value);
        SignatureHeader.Enclose(EventStream.Declarations, Value, Of(("clearance-signature", "h..s"))).ToArray().ShouldBe(Value);
    }

    private static Headers Of(params (string Key, string Value)[] headers)
    {
        var all = new Headers();
        foreach (var (key, value) in headers)
        {
            all.Add(key, Encoding.ASCII.GetBytes(value));
        }

        return all;
    }
}
