using System.Text;
using System.Text.Json;
using Clearance.Domain;

namespace Clearance.Entities.Tests.Journal;

public sealed class JournalTests
{
    private static readonly Instant At = Instant.From(new DateTimeOffset(2026, 11, 2, 2, 15, 3, 120, TimeSpan.Zero));

    [Fact]
    public void An_entry_says_which_why_and_what()
    {
        var occasion = new JournalOccasion(
            9, At, [JournalEntry.CauseOf(EventStream.Payments, "BIDV:FT1")], [AlertCode.ClearedAgainstHold]);

        var (write, head) = JournalEntry.Next(JournalHead.Empty, Decided(10512345676, payable: 5), occasion);

        Encoding.UTF8.GetString(write.Body).ShouldBe(
            """
            {"declaration":"10512345676","sequence":1,"ledgerVersion":9,"at":"2026-11-02T02:15:03.120Z",
            "causes":["bank.payments/BIDV:FT1"],"alerts":["ClearedAgainstHold"],
            "decision":{"declaration":"10512345676","taxpayer":null,"outcome":"hold","on":"2026-11-02",
            "reasons":[{"code":"DeclarationLapsed","vnaccs":null}],"warnings":[],
            "toRelease":[{"action":"register-again"}],
            "payable":5,"paid":0,"outstanding":0,"reserved":0,"surplus":0,"misdirected":0,
            "ruleSet":null,"version":0,"standingVersion":0,"decidedAt":"2026-11-02T02:15:03.120Z"}}
            """.Replace("\n", ""));
        write.Sequence.ShouldBe(1);
        head.ShouldBe(new JournalHead(1, write.Hash, DecisionDigest.Of(Decided(10512345676, payable: 5)), At));
    }

    [Fact]
    public void Only_another_decision_differs()
    {
        var (_, head) = JournalEntry.Next(JournalHead.Empty, Decided(10512345676, 5), Occasion(1));

        JournalEntry.Differs(JournalHead.Empty, Decided(10512345676, 5)).ShouldBeTrue();
        JournalEntry.Differs(head, Decided(10512345676, 5) with { Version = 8 }).ShouldBeFalse();
        JournalEntry.Differs(head, Decided(10512345676, 6)).ShouldBeTrue();
    }

    [Fact]
    public void A_journal_as_it_was_written_has_no_fault() => JournalVerifier.Verify(Journal()).ShouldBeNull();

    [Fact]
    public void Any_byte_of_any_body_or_hash_changed_is_found()
    {
        var journal = Journal();
        foreach (var record in journal)
        {
            foreach (var bytes in (byte[][])[record.Entry.Body, record.Entry.Hash])
            {
                for (var i = 0; i < bytes.Length; i++)
                {
                    bytes[i] ^= 1;
                    JournalVerifier.Verify(journal).ShouldNotBeNull().Position.ShouldBe(record.Position);
                    bytes[i] ^= 1;
                }
            }
        }
    }

    [Fact]
    public void An_entry_taken_away_put_elsewhere_or_repeated_is_found()
    {
        var journal = Journal();
        for (var i = 1; i < journal.Count; i++)
        {
            JournalVerifier.Verify(journal.Where((_, at) => at != i - 1).Skip(0)).ShouldNotBeNull();
            JournalVerifier.Verify([.. journal[..i], journal[i - 1], .. journal[i..]]).ShouldNotBeNull();
            JournalVerifier.Verify([.. journal[..(i - 1)], journal[i], journal[i - 1], .. journal[(i + 1)..]]).ShouldNotBeNull();
        }
    }

    [Fact]
    public void Two_whole_chains_that_change_places_are_found()
    {
        var one = DeclarationKey.TryFromValue(10512345676, out var first) ? first : default;
        var two = DeclarationKey.TryFromValue(10000000011, out var second) ? second : default;
        var swapped = Journal().ConvertAll(record => record with
        {
            Entry = record.Entry with { Declaration = record.Entry.Declaration == one ? two : one },
        });

        JournalVerifier.Verify(swapped).ShouldNotBeNull().Why.ShouldBe("Its body is of another entry.");
    }

    [Fact]
    public void A_body_that_is_well_chained_but_no_entry_is_found()
    {
        foreach (var body in (string[])["", "{", "[]", "7", """{"declaration":7,"sequence":1}""", """{"declaration":"10512345676","sequence":"1"}"""])
        {
            var bytes = Encoding.UTF8.GetBytes(body);
            DeclarationKey.TryFromValue(10512345676, out var key).ShouldBeTrue();
            var write = new JournalWrite(key, 1, JournalEntry.Chain([], bytes), bytes);
            JournalVerifier.Verify([new JournalRecord(1, write)]).ShouldNotBeNull(body);
        }
    }

    [Fact]
    public void Every_body_is_JSON()
    {
        foreach (var record in Journal())
        {
            JsonDocument.Parse(record.Entry.Body).RootElement.GetProperty("sequence").GetInt64().ShouldBe(record.Entry.Sequence);
        }
    }

    private static List<JournalRecord> Journal()
    {
        var heads = new Dictionary<long, JournalHead>();
        var journal = new List<JournalRecord>();
        foreach (var key in (long[])[10512345676, 10000000011, 10512345676, 10512345676, 10000000011])
        {
            var (write, head) = JournalEntry.Next(
                heads.GetValueOrDefault(key, JournalHead.Empty), Decided(key, journal.Count), Occasion(journal.Count));
            heads[key] = head;
            journal.Add(new JournalRecord(100 + journal.Count, write));
        }

        return journal;
    }

    private static JournalOccasion Occasion(long version) => new(version, At, ["bank.payments/BIDV:FT1"], []);

    private static Decision Decided(long key, long payable) => new()
    {
        Declaration = DeclarationKey.TryFromValue(key, out var known) ? known : throw new ArgumentException($"{key}"),
        Outcome = Outcome.Hold,
        On = new DateOnly(2026, 11, 2),
        Reasons = [new HoldReason(ReasonCode.DeclarationLapsed)],
        ToRelease = [new ReleaseStep(ActionCode.RegisterAgain, ReasonCode.DeclarationLapsed)],
        Payable = payable,
    };
}
