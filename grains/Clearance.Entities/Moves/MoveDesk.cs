using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>Where officers propose moves of money and approve each other's; after an approval the engine writes the event.</summary>
/// <remarks>
/// <para>
/// A move is kept before anybody is told of it, and every change of it states the version it was thought of: of two officers who
/// decide at once one is first. An approval is kept before its event is written; the event's id is the move's, so that it counts once
/// however often it is written, by whichever process. Whoever meets a move whose event nobody saw through writes it again.
/// </para>
/// <para>
/// Whether there is enough to move is judged by the ledger when the event comes: of many moves of one surplus as many succeed as
/// it holds.
/// </para>
/// </remarks>
/// <param name="moves">Where they are kept.</param>
/// <param name="intake">The ordinary way in.</param>
/// <param name="whatIf">Says at once what could not be done.</param>
/// <param name="became">Says whether an event that was taken is applied.</param>
/// <param name="clock">The time of proposals and approvals.</param>
public sealed class MoveDesk(IMoveStore moves, IIntake intake, WhatIf whatIf, WhatBecame became, TimeProvider clock)
{
    private const int UnfinishedAtOnce = 100;

    /// <summary>How many the last look could not finish: the next one goes past them.</summary>
    private int _stuck;

    private Instant Now => Instant.From(clock.GetUtcNow());

    /// <summary>Keeps a proposal; the same one again is answered with what became of it.</summary>
    /// <param name="taxpayer">Whose money.</param>
    /// <param name="id">The move's id, of valid form.</param>
    /// <param name="e">The event it shall become: its maker proposes it, and it has no checker yet.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <returns>The move, and whether it is new.</returns>
    /// <exception cref="MoveRefusedException">It could not be done now, or the id is that of another proposal.</exception>
    /// <exception cref="StoreUnavailableException">It may or may not be kept; safe to repeat under the same id.</exception>
    public async Task<(ProposedMove Move, bool IsNew)> Propose(
        TaxpayerId taxpayer, string id, OfficersMove e, CancellationToken cancel)
    {
        var proposed = new ProposedMove { Id = id, Event = e, ProposedAt = e.At };
        if (await moves.LoadMove(taxpayer, id, cancel) is { } known)
        {
            return (Same(proposed, known), false);
        }

        if (await whatIf.Judge(e) is { } rejection)
        {
            throw new MoveRefusedException(MoveRefusal.NotPossible, rejection);
        }

        return await moves.SaveMove(Record(proposed, 1), cancel)
            ? (proposed, true)
            : (Same(proposed, (await moves.LoadMove(taxpayer, id, cancel))!), false);
    }

    /// <summary>Approves a move and writes its event; completes when all the event causes is visible.</summary>
    /// <param name="taxpayer">Whose money.</param>
    /// <param name="id">Which move.</param>
    /// <param name="officer">Who approves.</param>
    /// <param name="cancel">Gives up waiting; what is kept stays, and the event is written all the same.</param>
    /// <returns>The move, done or rejected by the ledger; approved still while its event waits for a ledger that is stopped.</returns>
    /// <exception cref="MoveRefusedException">There is none, another decided it, or the officer made it.</exception>
    /// <exception cref="StoreUnavailableException">Safe to repeat.</exception>
    /// <exception cref="NotSettledException">The event is durable and not all it causes is visible; safe to repeat.</exception>
    public async Task<ProposedMove> Approve(TaxpayerId taxpayer, string id, string officer, CancellationToken cancel)
    {
        while (true)
        {
            var record = await Find(taxpayer, id, cancel);
            var move = MoveCodec.Decode(record);
            if (move.Status is not (MoveStatus.Proposed or MoveStatus.Refused) && move.DecidedBy == officer)
            {
                return await Finish(record, move, cancel);
            }

            if (move.Approve(officer, Now, out var approved) is { } why)
            {
                throw Refusal(why);
            }

            var next = Record(approved, record.Version + 1);
            if (await moves.SaveMove(next, cancel))
            {
                return await Finish(next, approved, cancel);
            }
        }
    }

    /// <summary>Refuses a move, or takes it back.</summary>
    /// <param name="taxpayer">Whose money.</param>
    /// <param name="id">Which move.</param>
    /// <param name="officer">Who.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <exception cref="MoveRefusedException">There is none, or it is approved.</exception>
    /// <exception cref="StoreUnavailableException">Safe to repeat.</exception>
    public async Task<ProposedMove> Refuse(TaxpayerId taxpayer, string id, string officer, CancellationToken cancel)
    {
        while (true)
        {
            var record = await Find(taxpayer, id, cancel);
            var move = MoveCodec.Decode(record);
            if (move.Status == MoveStatus.Refused && move.DecidedBy == officer)
            {
                return move;
            }

            if (move.Refuse(officer, Now, out var refused) is { } why)
            {
                throw Refusal(why);
            }

            if (await moves.SaveMove(Record(refused, record.Version + 1), cancel))
            {
                return refused;
            }
        }
    }

    /// <summary>One move.</summary>
    /// <exception cref="MoveRefusedException">There is none.</exception>
    public async Task<ProposedMove> Get(TaxpayerId taxpayer, string id, CancellationToken cancel) =>
        MoveCodec.Decode(await Find(taxpayer, id, cancel));

    /// <summary>A taxpayer's moves, the last proposed first.</summary>
    public async Task<IReadOnlyList<ProposedMove>> List(TaxpayerId taxpayer, int limit, CancellationToken cancel) =>
        [.. (await moves.LoadMoves(taxpayer, limit, cancel)).Select(MoveCodec.Decode)];

    /// <summary>Writes the events of approved moves that nobody saw through: who approved them may be gone. One look at a time.</summary>
    /// <returns>How many were finished; those that wait for a stopped ledger are not.</returns>
    /// <exception cref="AggregateException">Some cannot be finished now; the others are.</exception>
    public async Task<int> FinishAll(CancellationToken cancel)
    {
        var unfinished = await moves.UnfinishedMoves(UnfinishedAtOnce + _stuck, cancel);
        List<Exception> failures = [];
        HashSet<TaxpayerId> stopped = [];
        var finished = 0;
        foreach (var record in unfinished)
        {
            if (stopped.Contains(record.Taxpayer))
            {
                // One that nobody wrote yet is written in the first look after its ledger has gone on.
                continue;
            }

            try
            {
                if ((await Finish(record, MoveCodec.Decode(record), cancel)).Status != MoveStatus.Approved)
                {
                    finished++;
                }
                else if (await became.IsStopped(record.Taxpayer))
                {
                    stopped.Add(record.Taxpayer);
                }
            }
            catch (Exception failed) when (!cancel.IsCancellationRequested)
            {
                // One that cannot be finished now keeps no other waiting.
                failures.Add(failed);
            }
        }

        _stuck = unfinished.Count - finished;
        return failures.Count == 0 ? finished : throw new AggregateException(failures);
    }

    private static ProposedMove Same(ProposedMove proposed, MoveRecord known)
    {
        var move = MoveCodec.Decode(known);
        return move.IsSame(proposed) ? move : throw new MoveRefusedException(MoveRefusal.IdTaken, new Rejection(
            RejectionCode.NotAllowedInStatus, "id", $"The id {known.Id} is that of another move of this taxpayer."));
    }

    private static MoveRecord Record(ProposedMove move, long version) =>
        new(move.Taxpayer, move.Id, version, move.Status == MoveStatus.Approved, MoveCodec.Encode(move));

    private static MoveRefusedException Refusal(Rejection why) => new(
        why.Code == RejectionCode.SamePersonMadeAndChecked ? MoveRefusal.SamePerson : MoveRefusal.AlreadyDecided, why);

    private async Task<MoveRecord> Find(TaxpayerId taxpayer, string id, CancellationToken cancel) =>
        await moves.LoadMove(taxpayer, id, cancel) ?? throw new MoveRefusedException(
            MoveRefusal.NotFound, new Rejection(RejectionCode.InvalidValue, "moveId", $"Taxpayer {taxpayer} has no move {id}."));

    /// <summary>Writes the event, again if need be, and keeps what became of it; somebody else may have done either.</summary>
    private async Task<ProposedMove> Finish(MoveRecord record, ProposedMove move, CancellationToken cancel)
    {
        if (move.Status != MoveStatus.Approved)
        {
            return move;
        }

        var utf8 = MoveEvent.Write(move.Event);
        var result = (await intake.Take(EventStream.Taxpayers, [utf8], cancel))[0];
        if (result.Status is EventStatus.Accepted or EventStatus.Duplicate)
        {
            // A ledger that is stopped keeps it, and may refuse it when it goes on; until then no money is moved. One that was applied before its
            // ledger stopped is waited for as well: that says too little, never too much.
            if (await became.Of(move.Taxpayer, utf8) is not { } outcome)
            {
                return move;
            }

            result = outcome;
        }

        var finished = move.Finished(result.Status switch
        {
            EventStatus.Accepted or EventStatus.Duplicate => null,
            EventStatus.Rejected => result.Rejection,
            EventStatus.Conflict => new Rejection(
                RejectionCode.NotAllowedInStatus, "id", $"Another event has the id {move.Event.Id}; this one was not applied."),
        });
        await moves.SaveMove(Record(finished, record.Version + 1), cancel);
        return finished;
    }
}
