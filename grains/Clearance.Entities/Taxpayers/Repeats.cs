using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>After a conflict: what of a batch was done elsewhere meanwhile is answered from the store, and only the rest is applied anew.</summary>
internal static class Repeats
{
    /// <summary>Completes the works that are done, and returns those that are not.</summary>
    public static async Task<List<LedgerWork>> Drop(EntityServices services, List<LedgerWork> works)
    {
        var ids = works.OfType<EventWork>().Select(work => work.Intake.Id).ToArray();
        var known = new Dictionary<Hash128, RegistryRecord>();
        foreach (var record in await services.Store.FindEvents(ids, CancellationToken.None))
        {
            if (record is not null)
            {
                known[record.Id] = record;
            }
        }

        List<DeadLetter> quarantined = [];
        List<Action> done = [];
        var messages = works.Exists(work => work is MessageWork)
            ? await StoredIntents.Pending(services.Store, CancellationToken.None)
            : [];
        var pending = messages.Select(record => record.Intent.Key).ToHashSet(StringComparer.Ordinal);
        var rest = new List<LedgerWork>(works.Count);
        foreach (var work in works)
        {
            if (work is EventWork e && known.TryGetValue(e.Intake.Id, out var record))
            {
                var result = ResultOf(e.Intake, record);
                if (result.Status == EventStatus.Conflict)
                {
                    quarantined.Add(Quarantine.LetterOf(e.Intake, services.Now));
                }

                done.Add(() => e.Complete(result));
            }
            else if (work is MessageWork message && !pending.Contains(message.Intent.Key))
            {
                done.Add(message.Complete);
            }
            else
            {
                rest.Add(work);
            }
        }

        if (quarantined.Count > 0)
        {
            await services.Store.AppendDeadLetters(quarantined, CancellationToken.None);
        }

        // Nobody is told before what he is told is durable.
        done.ForEach(static tell => tell());
        return rest;
    }

    /// <summary>The answer to an event whose id is in the registry.</summary>
    public static EventResult ResultOf(IntakeEvent intake, RegistryRecord known)
    {
        if (known.Content != intake.Content)
        {
            return new EventResult(intake.Event.Id, EventStatus.Conflict);
        }

        return known.Outcome switch
        {
            EventOutcome.Rejected => new EventResult(
                intake.Event.Id, EventStatus.Rejected, LedgerCodec.DecodeRejection(known.Rejection!)),
            EventOutcome.Pending => new EventResult(intake.Event.Id, EventStatus.Duplicate) { IsPending = true },
            EventOutcome.Accepted => new EventResult(intake.Event.Id, EventStatus.Duplicate),
        };
    }
}
