namespace Clearance.Entities.Tests.Codec;

public sealed class CorruptionTests
{
    private static readonly EntityLimits Limits = new();
    private static readonly DateOnly Today = new(2026, 8, 20);

    [Fact]
    public void A_record_cut_short_anywhere_is_refused()
    {
        foreach (var record in Samples.All)
        {
            for (var length = 0; length < record.Bytes.Length; length++)
            {
                Should.Throw<CorruptRecordException>(() => record.Decoded(record.Bytes[..length]), record.Name);
            }
        }
    }

    [Fact]
    public void A_record_with_something_behind_it_is_refused()
    {
        foreach (var record in Samples.All)
        {
            Should.Throw<CorruptRecordException>(() => record.Decoded([.. record.Bytes, 0]), record.Name);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(255)]
    public void Another_format_version_is_refused(byte version)
    {
        foreach (var record in Samples.All)
        {
            Should.Throw<CorruptRecordException>(() => record.Decoded([version, .. record.Bytes[1..]]), record.Name)
                .Message.ShouldContain($"format version {version}");
        }
    }

    [Fact]
    public void Any_byte_changed_is_another_value_or_refused_and_nothing_else()
    {
        var (refused, decoded) = (0, 0);
        foreach (var record in Samples.All)
        {
            var bytes = record.Bytes.ToArray();
            for (var position = 0; position < bytes.Length; position++)
            {
                for (var change = 1; change < 256; change += change < 128 ? change : 127)
                {
                    bytes[position] ^= (byte)change;
                    _ = Decodes(record, bytes) ? decoded++ : refused++;
                    bytes[position] ^= (byte)change;
                }
            }
        }

        refused.ShouldBeGreaterThan(1000);
        decoded.ShouldBeGreaterThan(1000);
    }

    [Fact]
    public void Bytes_at_random_are_refused_or_decoded_and_nothing_else()
    {
        var random = new Random(5);
        foreach (var record in Samples.All)
        {
            for (var i = 0; i < 300; i++)
            {
                var bytes = new byte[random.Next(1, 200)];
                random.NextBytes(bytes);
                bytes[0] = LedgerCodec.FormatVersion;
                Decodes(record, bytes);
            }
        }
    }

    [Fact]
    public void Money_beyond_counting_is_refused()
    {
        var plain = Samples.OneLine();
        var most = plain.Pieces[0] with { Amount = Domain.Limits.AmountMax };
        var bytes = LedgerCodec.Encode(plain with { Pieces = [.. Enumerable.Repeat(most, 1100)] });

        Should.Throw<CorruptRecordException>(() => LedgerCodec.DecodeDeclaration(bytes, Samples.Owner));
    }

    [Fact]
    public void A_ledger_with_a_byte_changed_in_a_row_loads_or_is_refused_and_nothing_else()
    {
        var history = new RandomHistory(3);
        history.Run(120);
        var random = new Random(4);
        var refused = 0;
        foreach (var ledger in history.Ledgers.Values)
        {
            var record = Stored.Of(ledger, Today, Limits);
            for (var i = 0; i < 3000; i++)
            {
                var bytes = i % 20 == 0 ? record.Head : record.Rows[random.Next(record.Rows.Count)].Body;
                var position = random.Next(bytes.Length);
                var change = (byte)(1 << random.Next(8));
                bytes[position] ^= change;
                refused += Loads(record) ? 0 : 1;
                bytes[position] ^= change;
            }
        }

        refused.ShouldBeGreaterThan(1000);
    }

    private static bool Decodes(Record record, byte[] bytes)
    {
        try
        {
            record.Decoded(bytes);
            return true;
        }
        catch (CorruptRecordException)
        {
            return false;
        }
    }

    private static bool Loads(LedgerRecord record)
    {
        try
        {
            LedgerLoader.Load(record);
            return true;
        }
        catch (CorruptRecordException)
        {
            return false;
        }
    }
}
