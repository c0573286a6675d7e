using System.Text.Json;
using Clearance.Domain;
using Clearance.Entities;
using Clearance.Signing;

namespace Clearance.Silo;

/// <summary>Follows the journal for decisions that no longer let goods go which a decision before them did.</summary>
/// <remarks>
/// All of it comes from the journal, so that it is the same after a restart and in every process of a cluster. Only as much is read as there may be
/// tokens of: <see cref="TokenSettings.LifetimeMax"/> back, and an hour more, for clocks are set.
/// </remarks>
internal sealed class Revocations
{
    private const int PageSize = 512;
    private const int SeenMax = 1_000_000;

    private static readonly TimeSpan Margin = TimeSpan.FromHours(1);

    private readonly Dictionary<DeclarationKey, bool> letGo = [];
    private readonly SortedDictionary<DeclarationKey, RevokedToken> revoked = [];
    private JournalCursor? cursor;

    /// <summary>What is revoked now.</summary>
    public async Task<IReadOnlyCollection<RevokedToken>> Of(IClearanceStore store, DateTimeOffset now, CancellationToken cancel)
    {
        cursor ??= await Since(store, now - TokenSettings.LifetimeMax - Margin, cancel);
        while (await JournalPages.Read(store, cursor, PageSize, cancel) is { Entries.Count: > 0 } page)
        {
            foreach (var record in page.Entries)
            {
                await Take(store, record.Entry, cancel);
            }

            cursor = page.Next;
        }

        foreach (var (key, _) in revoked.Where(it => it.Value.Until < now).ToList())
        {
            revoked.Remove(key);
        }

        return revoked.Values;
    }

    private async Task Take(IClearanceStore store, JournalWrite entry, CancellationToken cancel)
    {
        var (at, lets) = Glance(entry.Body);
        if (!lets && entry.Sequence > 1)
        {
            if (!letGo.TryGetValue(entry.Declaration, out var did))
            {
                did = await store.ReadJournal(entry.Declaration, entry.Sequence - 1, 1, cancel) is [var before] && Glance(before.Entry.Body).Lets;
            }

            if (did)
            {
                revoked[entry.Declaration] = new RevokedToken(
                    entry.Declaration.ToString(), entry.Sequence, at + TokenSettings.LifetimeMax + ReleaseTokenVerifier.Skew);
            }
        }

        if (letGo.Count >= SeenMax)
        {
            // What is forgotten is read again.
            letGo.Clear();
        }

        letGo[entry.Declaration] = lets;
    }

    /// <summary>When an entry was made, and whether it lets the goods go.</summary>
    private static (DateTimeOffset At, bool Lets) Glance(byte[] body)
    {
        var json = new Utf8JsonReader(body);
        var at = DateTimeOffset.MaxValue;
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var (isTime, isDecision) = (json.ValueTextEquals("at"u8), json.ValueTextEquals("decision"u8));
            json.Read();
            if (isTime)
            {
                at = json.GetDateTimeOffset();
            }
            else if (isDecision)
            {
                return (at, LetsGo(ref json));
            }
            else
            {
                json.Skip();
            }
        }

        throw new CorruptRecordException("A journal entry has no decision.");
    }

    private static bool LetsGo(ref Utf8JsonReader json)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isOutcome = json.ValueTextEquals("outcome"u8);
            json.Read();
            if (isOutcome)
            {
                return json.ValueTextEquals("clear"u8) || json.ValueTextEquals("release"u8)
                    || json.ValueTextEquals("cleared"u8) || json.ValueTextEquals("released"u8);
            }

            json.Skip();
        }

        throw new CorruptRecordException("A decision in the journal has no outcome.");
    }

    /// <summary>The cursor before the first entries made since a moment, found by halves: entries of a lane are nearly in the order of their times.</summary>
    private static async Task<JournalCursor> Since(IClearanceStore store, DateTimeOffset since, CancellationToken cancel)
    {
        var end = await JournalPages.End(store, cancel);
        var start = JournalCursor.Start;
        for (var lane = 0; lane < end.Lanes; lane++)
        {
            var (older, newer) = (0L, end.In(lane).Position + 1);
            while (newer - older > 1)
            {
                var middle = older + ((newer - older) / 2);
                var record = await At(store, lane, middle, cancel);
                (older, newer) = Glance(record.Entry.Body).At < since ? (middle, newer) : (older, middle);
            }

            if (older > 0)
            {
                start = start.With(lane, JournalMark.Of(await At(store, lane, older, cancel)));
            }
        }

        return start;
    }

    private static async Task<JournalRecord> At(IClearanceStore store, int lane, long position, CancellationToken cancel) =>
        await store.ReadJournal(lane, position - 1, 1, cancel) is [var record]
            ? record
            : throw new InvalidDataException($"Lane {lane} of the journal has no entry at position {position}.");
}
