using Clearance.Entities;

namespace Clearance.Storage;

/// <summary>What became of a home that was to be written.</summary>
internal enum HomeOutcome
{
    /// <summary>It is durable, and so are its units.</summary>
    Written,

    /// <summary>It is not the one that was read: nothing was written.</summary>
    Conflict,

    /// <summary>It was not written, and will not be.</summary>
    Failed,

    /// <summary>It may or may not be written, now or later.</summary>
    Unknown,
}

/// <summary>Writes homes, and finds out whether one was written when nobody said so.</summary>
internal sealed class HomeWriter(RecordAccess access)
{
    private const int Tries = 3;

    /// <summary>Writes a home: the commit of its units.</summary>
    public async Task<HomeOutcome> Write(RecordState state, HomeDraft draft)
    {
        try
        {
            await state.Write(draft.Key, draft.After, HomeCodec.Encode(draft.After), draft.ETag).ConfigureAwait(false);
            return HomeOutcome.Written;
        }
        catch (StateConflictException)
        {
            return HomeOutcome.Conflict;
        }
        catch (CommitOutcomeUnknownException)
        {
            return await Resolve(draft.Key, draft.After.Stamp).ConfigureAwait(false);
        }
    }

    /// <summary>Whether a group wrote a home.</summary>
    /// <remarks>
    /// The home's stamp says it. Where it is another's, the write may still be under way, so the home is written once more as it
    /// is: from then on the one under way names a tag that is not so any more.
    /// </remarks>
    public async Task<HomeOutcome> Resolve(string key, GroupStamp stamp)
    {
        for (var left = Tries; left > 0; left--)
        {
            try
            {
                var stored = await access.Read(key).ConfigureAwait(false);
                if (stored is not null && HomeCodec.Decode(stored.Body).Stamp == stamp)
                {
                    return HomeOutcome.Written;
                }

                await access.Write(key, stored?.Body ?? HomeCodec.Encode(HomeRecord.Empty), stored?.ETag).ConfigureAwait(false);
                return HomeOutcome.Failed;
            }
            catch (StateConflictException)
            {
                // Somebody was faster: the write under way, most likely. The next look tells.
            }
            catch (Exception failed) when (failed is StoreUnavailableException or CommitOutcomeUnknownException)
            {
                return HomeOutcome.Unknown;
            }
        }

        return HomeOutcome.Unknown;
    }
}
