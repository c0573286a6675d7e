using System.Text;

namespace Clearance.Domain.Tests.Reading;

/// <summary>Damaged input of every kind: reading never throws, and always gives an event or a rejection.</summary>
/// <remarks>A failure names its seed and the bytes; the same seed makes the same bytes.</remarks>
public class EventFuzzTests
{
    private const int Rounds = 120_000;
    private const int BodyRounds = 10_000;

    private static readonly RejectionCode[] CodesOfForm =
    [
        RejectionCode.Malformed, RejectionCode.UnknownType, RejectionCode.MissingField,
        RejectionCode.InvalidDeclarationNumber, RejectionCode.InvalidTaxpayerId, RejectionCode.InvalidOffice,
        RejectionCode.InvalidAmount, RejectionCode.InvalidDate, RejectionCode.InvalidValue, RejectionCode.BankMismatch,
        RejectionCode.MissingConsent, RejectionCode.SamePersonMadeAndChecked, RejectionCode.TooManyRows,
    ];

    private static readonly byte[][] Pieces =
    [
        .. ((string[])
        [
            "null", "true", "-", "-1", "0", "1.5", "1e3", "1e99999999999999999999", "9000000000000001", "\"", "\"\"",
            "\\", "\\u", "\\ud800", "\\u0000", "{", "}", "[", "]", ",", ":", "[[[[[[[[[", "{\"a\":{\"a\":{\"a\":",
            "\"id\":\"x\",", "\"bank\":\"VCB\",", "\"type\":null,", "😀", "\uFEFF", "\n", "//", "\"rows\":[],",
            "\"2026-02-30\"", "\"9999-12-31T23:59:59-14:00\"", "\"*\"", "\"105123456760\"", "\"0100109106-001\"",
        ]).Select(Encoding.UTF8.GetBytes), [0], [0xFF], [0xC3], [0xED, 0xA0, 0x80], new byte[200],
    ];

    private static readonly (EventStream Stream, byte[] Bytes)[] Events =
        [.. Samples.All.Select(s => (s.Stream, Encoding.UTF8.GetBytes(s.Json)))];

    [Fact]
    public void A_damaged_event_is_an_event_or_a_rejection()
    {
        var valid = 0;
        for (var seed = 0; seed < Rounds; seed++)
        {
            var (stream, bytes) = Damaged(new Random(seed));
            try
            {
                valid += Judged(stream, bytes) ? 1 : 0;
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"seed {seed}: {Convert.ToHexString(bytes)}", e);
            }
        }

        // Damage that leaves most events valid, or none, would test little.
        ((double)valid / Rounds).ShouldBeInRange(0.01, 0.5);
    }

    [Fact]
    public void A_damaged_body_is_events_within_it_or_a_fault()
    {
        for (var seed = 0; seed < BodyRounds; seed++)
        {
            var random = new Random(seed);
            byte[] body = [(byte)'[', .. Damaged(random).Bytes, (byte)',', .. Damaged(random, 0).Bytes, (byte)']'];
            try
            {
                var end = 0;
                foreach (var slice in EventBody.Split(body).Events)
                {
                    Demand(slice.Offset >= end && slice.Length > 0, "slices follow each other");
                    end = slice.Offset + slice.Length;
                    Judged(EventStream.Payments, body[slice.Offset..end]);
                }

                Demand(end < body.Length, "slices are within the body");
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"seed {seed}: {Convert.ToHexString(body)}", e);
            }
        }
    }

    private static bool Judged(EventStream stream, byte[] bytes)
    {
        var result = EventReader.Read(stream, bytes);
        if (result.Rejection is { } rejection)
        {
            Demand(result.Event is null && result.Content == default, "a rejection is not an event");
            Demand(CodesOfForm.Contains(rejection.Code), $"{rejection.Code} is no code of form");
            Demand(rejection.Detail.Length is > 10 and < 400, "a detail is a sentence");
            Demand(rejection.Detail.EndsWith('.'), "a sentence has an end");
            Demand(rejection.Field is not null || rejection.Code == RejectionCode.Malformed, "a fault has a field");
            return false;
        }

        Demand(result.Event?.Id.Length is > 0 and <= Limits.IdLengthMax, "an event has an id");
        Demand(result.Event!.At.LegalDate.Year is >= 1 and <= 9999, "an event has a date");
        Demand(EventReader.Read(stream, [.. " "u8, .. bytes, .. "\n"u8]).Content == result.Content, "content repeats");
        return true;
    }

    // Asked a million times: an assertion library's comparison would take longer than what it checks.
    private static void Demand(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException(what);
        }
    }

    private static (EventStream Stream, byte[] Bytes) Damaged(Random random, int? blows = null)
    {
        var (stream, sample) = Events[random.Next(Events.Length)];
        List<byte> bytes = [.. sample];
        for (var blow = blows ?? random.Next(1, 4); blow > 0; blow--)
        {
            Damage(bytes, random);
        }

        return (stream, [.. bytes]);
    }

    private static void Damage(List<byte> bytes, Random random)
    {
        var at = random.Next(bytes.Count + 1);
        var length = Math.Min(random.Next(1, 40), bytes.Count - at);
        switch (random.Next(8))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 3:
                bytes.RemoveRange(at, length);
                break;
            case 4:
                bytes.InsertRange(random.Next(bytes.Count + 1), bytes.GetRange(at, length));
                break;
            case 5:
                var other = Events[random.Next(Events.Length)].Bytes;
                bytes.RemoveRange(at, bytes.Count - at);
                bytes.AddRange(other.AsSpan(random.Next(other.Length)));
                break;
            case 6:
                ReplaceValue(bytes, random);
                break;
            default:
                bytes.InsertRange(at, Pieces[random.Next(Pieces.Length)]);
                break;
        }
    }

    // Puts a piece where a member's value begins and ends, so that much of the damage gets past the JSON reader.
    private static void ReplaceValue(List<byte> bytes, Random random)
    {
        var colons = Enumerable.Range(0, bytes.Count).Where(i => bytes[i] == ':').ToList();
        if (colons.Count == 0)
        {
            return;
        }

        var start = colons[random.Next(colons.Count)] + 1;
        var end = bytes.FindIndex(start, b => b is (byte)',' or (byte)'}' or (byte)']');
        bytes.RemoveRange(start, Math.Max(0, end - start));
        bytes.InsertRange(start, Pieces[random.Next(Pieces.Length)]);
    }
}
