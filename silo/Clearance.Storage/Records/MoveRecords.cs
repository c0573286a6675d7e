using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Storage;

/// <summary>Proposed moves in single records: all of a taxpayer's in one, in order, and one that says who may have unfinished ones.</summary>
/// <remarks>
/// Who may have one is written before it is, and may say too much, never too little. One process writes, one record at a time; a write
/// that failed may have been done, so nothing is held from one call to the next.
/// </remarks>
internal sealed class MoveRecords(RecordAccess access) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);

    public async Task<bool> Save(MoveRecord move, CancellationToken cancel)
    {
        await _gate.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            if (move.IsUnfinished)
            {
                await Note(move.Taxpayer, isOpen: true).ConfigureAwait(false);
            }

            var (moves, etag) = await Read(move.Taxpayer).ConfigureAwait(false);
            var at = moves.FindIndex(it => string.Equals(it.Id, move.Id, StringComparison.Ordinal));
            if ((at < 0 ? 0 : moves[at].Version) != move.Version - 1)
            {
                return false;
            }

            if (at < 0)
            {
                moves.Add(move);
            }
            else
            {
                moves[at] = move;
            }

            await access.Write(RecordKeys.MovesOf(move.Taxpayer), Encode(moves), etag).ConfigureAwait(false);
            if (!moves.Exists(static it => it.IsUnfinished))
            {
                await Note(move.Taxpayer, isOpen: false).ConfigureAwait(false);
            }

            return true;
        }
        catch (Exception failed) when (failed is CommitOutcomeUnknownException or StateConflictException)
        {
            throw new StoreUnavailableException($"It is not known whether a move was stored: {failed.Message}", failed);
        }
        finally
        {
            _gate.Release();
        }
    }

    public async Task<MoveRecord?> Load(TaxpayerId taxpayer, string id) =>
        (await Read(taxpayer).ConfigureAwait(false)).Moves.Find(it => string.Equals(it.Id, id, StringComparison.Ordinal));

    public async Task<IReadOnlyList<MoveRecord>> Load(TaxpayerId taxpayer, int limit)
    {
        var moves = (await Read(taxpayer).ConfigureAwait(false)).Moves;
        moves.Reverse();
        return moves.Count > limit ? moves[..limit] : moves;
    }

    public async Task<IReadOnlyList<MoveRecord>> Unfinished(int limit)
    {
        var unfinished = new List<MoveRecord>();
        foreach (var taxpayer in (await ReadOpen().ConfigureAwait(false)).Taxpayers)
        {
            var moves = (await Read(taxpayer).ConfigureAwait(false)).Moves;
            unfinished.AddRange(moves.Where(static it => it.IsUnfinished).Take(limit - unfinished.Count));
        }

        return unfinished;
    }

    public void Dispose() => _gate.Dispose();

    private async Task Note(TaxpayerId taxpayer, bool isOpen)
    {
        var (open, etag) = await ReadOpen().ConfigureAwait(false);
        if (isOpen ? open.Add(taxpayer) : open.Remove(taxpayer))
        {
            var writer = RecordWriter.Begin();
            writer.Natural(open.Count);
            foreach (var it in open)
            {
                writer.Taxpayer(it);
            }

            await access.Write(RecordKeys.OpenMoves, writer.End(), etag).ConfigureAwait(false);
        }
    }

    private async Task<(SortedSet<TaxpayerId> Taxpayers, string? ETag)> ReadOpen()
    {
        var open = new SortedSet<TaxpayerId>();
        if (await access.Read(RecordKeys.OpenMoves).ConfigureAwait(false) is not { } stored)
        {
            return (open, null);
        }

        ReadOpen(stored.Body, open);
        return (open, stored.ETag);
    }

    private static void ReadOpen(byte[] body, SortedSet<TaxpayerId> open)
    {
        var reader = new RecordReader(body);
        for (var left = reader.Count(); left > 0; left--)
        {
            open.Add(reader.Taxpayer());
        }

        reader.End();
    }

    private async Task<(List<MoveRecord> Moves, string? ETag)> Read(TaxpayerId taxpayer) =>
        await access.Read(RecordKeys.MovesOf(taxpayer)).ConfigureAwait(false) is { } stored
            ? (Decode(taxpayer, stored.Body), stored.ETag)
            : ([], null);

    private static byte[] Encode(List<MoveRecord> moves)
    {
        var writer = RecordWriter.Begin();
        writer.Natural(moves.Count);
        foreach (var move in moves)
        {
            writer.Text(move.Id);
            writer.Natural(move.Version);
            writer.Byte((byte)(move.IsUnfinished ? 1 : 0));
            writer.Bytes(move.Body);
        }

        return writer.End();
    }

    private static List<MoveRecord> Decode(TaxpayerId taxpayer, byte[] body)
    {
        var reader = new RecordReader(body);
        var moves = new List<MoveRecord>();
        for (var left = reader.Count(); left > 0; left--)
        {
            moves.Add(new MoveRecord(taxpayer, reader.Text(), reader.Natural(), reader.Flag(), reader.Bytes().ToArray()));
        }

        reader.End();
        return moves;
    }
}
