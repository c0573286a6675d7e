using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Storage;

/// <summary>Makes the changes that the units of one group have in records other than their homes.</summary>
/// <remarks>
/// Safe to be done again, in whole or after any part of it: a record shall have certain bytes; a message is taken out if it is there;
/// positions move forward only; and the entries of a group are in a log one after another from where it ended when the
/// group began, as no other group begins before this is done, so that how many are there says how many are not.
/// </remarks>
internal sealed class EffectsWriter(RecordAccess access, RecordState state)
{
    private const int Tries = 3;

    /// <summary>Makes them; when it throws, some are made.</summary>
    /// <param name="effects">Of every unit of the group that is committed.</param>
    /// <param name="from">Where the logs ended when the group began.</param>
    /// <param name="tags">The tags of records that were read for the group; any other is taken to be new first.</param>
    public Task Write(IEnumerable<UnitEffects> effects, LogEnds from, IReadOnlyDictionary<string, string?> tags)
    {
        var units = effects.OrderBy(static unit => unit.Ordinal).ToList();
        return Task.WhenAll(
            Journal([.. units.SelectMany(static unit => unit.Journal)], from.Journal),
            state.Parked.Append(Rest([.. units.SelectMany(static unit => unit.Parked)], from.Parked, state.Parked.End)),
            state.Letters.Append(Rest([.. units.SelectMany(static unit => unit.Letters)], from.Letters, state.Letters.End)),
            Task.WhenAll(units.SelectMany(static unit => unit.Puts).Select(put => Put(put.Key, put.Body, tags.GetValueOrDefault(put.Key)))),
            Task.WhenAll(units.SelectMany(static unit => unit.Delivered).GroupBy(static it => it.Home).Select(Deliver)),
            state.Positions.Advance(units.SelectMany(static unit => unit.Positions), units.SelectMany(static unit => unit.Published)));
    }

    private static List<byte[]> Rest(IReadOnlyList<byte[]> entries, long from, long end) => [.. entries.Skip((int)(end - from))];

    /// <summary>The entries first, then where they are.</summary>
    private async Task Journal(IReadOnlyList<byte[]> entries, long from)
    {
        await state.Journal.Append(Rest(entries, from, state.Journal.End)).ConfigureAwait(false);
        var chains = entries
            .Select((entry, i) => (Entry: EntryCodec.DecodeJournal(entry), Position: from + 1 + i))
            .GroupBy(static it => it.Entry.Declaration, static it => (it.Entry.Sequence, it.Position));
        await Task.WhenAll(chains.Select(chain => Note(chain.Key, chain))).ConfigureAwait(false);
    }

    private async Task Note(DeclarationKey declaration, IEnumerable<(long Sequence, long Position)> places)
    {
        var held = await state.Chain(declaration).ConfigureAwait(false);
        var next = new JournalChain(held.Value.Positions.AddRange(
            places.Where(place => !held.Value.Positions.ContainsKey(place.Sequence))
                .Select(static place => KeyValuePair.Create(place.Sequence, place.Position))));
        if (next.Positions.Count != held.Value.Positions.Count)
        {
            await state.Write(RecordKeys.ChainOf(declaration), next, JournalChain.Encode(next), held.ETag).ConfigureAwait(false);
        }
    }

    private async Task Put(string key, byte[] body, string? etag)
    {
        for (var left = Tries; ; left--)
        {
            try
            {
                await access.Write(key, body, etag).ConfigureAwait(false);
                return;
            }
            catch (StateConflictException) when (left > 0)
            {
                var stored = await access.Read(key).ConfigureAwait(false);
                if (stored is not null && stored.Body.AsSpan().SequenceEqual(body))
                {
                    return;
                }

                etag = stored?.ETag;
            }
        }
    }

    private async Task Deliver(IGrouping<string, (string Home, long Sequence)> delivered)
    {
        var held = await state.Home(delivered.Key).ConfigureAwait(false);
        var left = held.Value.Intents.RemoveRange(delivered.Select(static it => it.Sequence));
        if (left.Count != held.Value.Intents.Count)
        {
            var home = held.Value with { Intents = left };
            await state.Write(delivered.Key, home, HomeCodec.Encode(home), held.ETag).ConfigureAwait(false);
        }

        state.Intents.Remove(delivered.Select(static it => it.Sequence));
    }
}
