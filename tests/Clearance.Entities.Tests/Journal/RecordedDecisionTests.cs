using System.Text;
using Clearance.Domain;
using Clearance.Testing.Histories;
using Clearance.Testing.Worlds;

namespace Clearance.Entities.Tests.Journal;

/// <summary>What the journal keeps is enough to show a decision again as it was answered.</summary>
public sealed class RecordedDecisionTests
{
    private static readonly Instant At = Instant.From(new DateTimeOffset(2026, 11, 2, 2, 15, 3, 120, TimeSpan.Zero));

    [Fact]
    public void A_decision_of_any_history_is_shown_again_to_the_byte_with_its_messages()
    {
        var seen = new SortedSet<string>(StringComparer.Ordinal);
        for (var seed = 0; seed < 150; seed++)
        {
            var history = History.Of(seed, new HistoryOptions());
            var world = new DomainWorld();
            foreach (var e in history.Events)
            {
                world.Post(e);
            }

            foreach (var key in world.Declarations)
            {
                foreach (var on in history.Dates)
                {
                    var decision = world.Decide(key, on) with { DecidedAt = At };
                    ShownAgain(decision).ShouldBe(Text(decision), $"seed {seed}, declaration {key} on {on}");
                    seen.UnionWith(decision.Reasons.Select(static reason => reason.Code.ToString()));
                }
            }
        }

        Enum.GetNames<ReasonCode>().Except(seen).ShouldBe([nameof(ReasonCode.DecisionUnavailable)], "of a stopped ledger only");
    }

    [Fact]
    public void An_entry_is_read_as_it_was_written()
    {
        var decision = new Decision { Declaration = Key(), Outcome = Outcome.Cleared, On = new DateOnly(2026, 11, 2) };
        var occasion = new JournalOccasion(9, At, ["bank.payments/BIDV:FT1", "customs.declarations/VN:1"], [AlertCode.ClearedAgainstHold]);

        var read = RecordedDecision.Read(JournalEntry.Next(JournalHead.Empty, decision, occasion).Write);

        (read.Declaration, read.Sequence, read.LedgerVersion, read.At).ShouldBe((Key(), 1, 9, At));
        read.Causes.ShouldBe(occasion.Causes);
        read.Alerts.ShouldBe(occasion.Alerts);
        Text(read.Decision).ShouldBe(Text(decision with { DecidedAt = At }));
    }

    [Fact]
    public void A_body_that_was_altered_is_never_shown_as_something_else_than_an_entry()
    {
        var decision = new Decision { Declaration = Key(), Outcome = Outcome.Cleared, On = new DateOnly(2026, 11, 2) };
        var write = JournalEntry.Next(JournalHead.Empty, decision, new JournalOccasion(9, At, [], [])).Write;
        for (var i = 0; i < write.Body.Length; i++)
        {
            byte[] body = [.. write.Body];
            body[i] ^= 0x80;

            Should.Throw<CorruptRecordException>(() => RecordedDecision.Read(write with { Body = body }), $"byte {i}");
        }
    }

    [Fact]
    public void An_entry_under_the_name_of_another_is_refused()
    {
        var decision = new Decision { Declaration = Key(), Outcome = Outcome.Cleared, On = new DateOnly(2026, 11, 2) };
        var write = JournalEntry.Next(JournalHead.Empty, decision, new JournalOccasion(9, At, [], [])).Write;

        Should.Throw<CorruptRecordException>(() => RecordedDecision.Read(write with { Sequence = 2 }));
    }

    private static string ShownAgain(Decision decision) =>
        Text(RecordedDecision.Read(JournalEntry.Next(JournalHead.Empty, decision, new JournalOccasion(1, At, [], [])).Write).Decision);

    private static string Text(Decision decision) => Encoding.UTF8.GetString(DecisionJson.ToUtf8Bytes(decision));

    private static DeclarationKey Key() => DeclarationKey.TryFromValue(10512345676, out var key) ? key : default;
}
