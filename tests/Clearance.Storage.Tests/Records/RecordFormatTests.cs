using System.Collections.Immutable;
using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Storage.Tests;

/// <summary>The bytes of records, as they were released: they are read for ever.</summary>
public sealed class RecordFormatTests
{
    private const string Home =
        "0107AC020705020102DC922D01020B30303030303030303030340301090181808080700161010C3030303030303030303030310C3030303030303030"
        + "3030303251526749CB9CAF964D0000000000000002050611000201020122723A64616136366432633764646637343366303030303030303030303030"
        + "303030332201070000000000000003000000000000000C30303030303030303030303102010108010F018BC8AFA025020301020203090107010E0101"
        + "7802020402067468726F776E012201020080B5F7F57F9F08094D616C666F726D6564010269640664657461696C020100010E743A3030303030303030"
        + "3030303906010201090300000000000000040000000000000001000005";

    private static readonly HomeRecord Everything = new()
    {
        Stamp = new GroupStamp(7, 300),
        Ledger = new RecordedLedger(
            5, [1, 2], new DateOnly(2026, 3, 2), true, RecordedLedger.NoRows.Add(Make.Row(4), new LedgerRow(Make.Row(4), 3, [9]))),
        Intents = ImmutableSortedDictionary<long, IntentWrite>.Empty.Add((7L << 32) + 1, Make.Intent("a")),
        From = new LogEnds(17, 0, 2),
        Effects =
        [
            new UnitEffects
            {
                Ordinal = 2,
                Puts = [(RecordKeys.Of(Make.Id(3)), EntryCodec.Encode(Make.Event(3, EventOutcome.Rejected, [8])))],
                Journal = [EntryCodec.Encode(Make.Entry(1, 2))],
                Parked = [EntryCodec.Encode(Make.Parked("x", "thrown"))],
                Letters = [EntryCodec.Encode(Make.Letter("Malformed") with { Field = "id" })],
                Delivered = [("t:000000000009", 6)],
                Positions = [new InputPosition(EventStream.Payments, 1, 9, new Hash128(3, 4))],
                Published = [new PublishedPosition(PublishedSource.Journal, 0, 5)],
            },
        ],
    };

    [Fact]
    public void A_home_is_written_as_it_was_released_and_read_again()
    {
        var written = Convert.ToHexString(HomeCodec.Encode(Everything));
        (written == Home).ShouldBeTrue(written);

        var read = HomeCodec.Decode(Convert.FromHexString(Home));

        Convert.ToHexString(HomeCodec.Encode(read)).ShouldBe(Home);
        read.Ledger.ShouldNotBeNull().PassOpen.ShouldBeTrue();
        read.Effects.Single().Delivered.ShouldBe([("t:000000000009", 6L)]);
    }

    [Fact]
    public void What_is_in_small_records_and_logs_comes_back_as_it_was()
    {
        var identity = new IdentityRecord(Make.Declaration(1), 3, Make.Taxpayer(2), [5]);
        (EntryCodec.DecodeIdentity(identity.Key, EntryCodec.Encode(identity)) with { Body = identity.Body }).ShouldBe(identity);
        var letter = Make.Letter("Malformed") with { Field = "" };
        (EntryCodec.DecodeLetter(EntryCodec.Encode(letter)) with { Raw = letter.Raw }).ShouldBe(letter);
        var parked = Make.Parked("bảo lãnh", "thrown");
        (EntryCodec.DecodeParked(EntryCodec.Encode(parked), 0) with { Body = parked.Body }).ShouldBe(parked);
        var record = Make.Event(4, EventOutcome.Pending);
        EntryCodec.DecodeEvent(record.Id, EntryCodec.Encode(record)).ShouldBe(record);
        var chain = new JournalChain(ImmutableSortedDictionary<long, long>.Empty.Add(1, 40).Add(2, 41));
        JournalChain.Decode(JournalChain.Encode(chain)).Positions.ShouldBe(chain.Positions);
    }

    [Fact]
    public void A_record_that_is_cut_off_is_refused()
    {
        var whole = HomeCodec.Encode(Everything);

        for (var length = 0; length < whole.Length; length++)
        {
            Should.Throw<CorruptRecordException>(() => HomeCodec.Decode(whole[..length]));
        }
    }
}
