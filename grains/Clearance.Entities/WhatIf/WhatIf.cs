using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>Answers what would be if events came now, on the last committed state, and changes nothing.</summary>
/// <remarks>
/// It takes the root that the owner's ledger published, which nobody can change, and applies the events to it by the same function
/// that a commit does; what is not in memory is read from the store. What it holds then is forgotten.
/// </remarks>
/// <param name="store">For reads.</param>
/// <param name="entities">For roots.</param>
public sealed class WhatIf(IClearanceStore store, IEntityHost entities)
{
    private const int TriesMax = 8;

    private readonly EventHasher _hasher = new(store.RegistrySecret);

    /// <summary>The decision about a declaration before and after events.</summary>
    /// <param name="key">Which declaration.</param>
    /// <param name="events">The events, in order.</param>
    /// <param name="on">For which legal date.</param>
    /// <exception cref="OutOfScopeException">An event is about another ledger; nothing is answered.</exception>
    /// <exception cref="StoreUnavailableException">The ledger cannot be read now.</exception>
    public Task<WhatIfAnswer> Ask(DeclarationKey key, IReadOnlyList<SupposedEvent> events, DateOnly on) =>
        Steady(async mayBeOld =>
        {
            var intakes = new IntakeEvent?[events.Count];
            var results = new EventResult?[events.Count];
            for (var i = 0; i < intakes.Length; i++)
            {
                (intakes[i], results[i]) = Read(events[i]);
            }

            await AnswerKnown(intakes, results);
            var owner = await entities.Declaration(key).Owner();
            var of = owner ?? RegistrantOf(key, intakes);
            var supposition = await Begin(key, of, mayBeOld);
            var before = await supposition.Decide(on);
            for (var i = 0; i < intakes.Length; i++)
            {
                if (intakes[i] is { } intake)
                {
                    results[i] = await supposition.Take(i, intake, results[i]);
                }
            }

            return new WhatIfAnswer(results!, before, (await supposition.Decide(on)) with { DecidedAt = null });
        });

    /// <summary>Whether an event of valid form would be applied to its taxpayer's ledger now.</summary>
    /// <param name="e">The event; its id is new.</param>
    /// <returns>Why not; null when it would be, or when another ledger would have to answer first.</returns>
    /// <exception cref="StoreUnavailableException">The ledger cannot be read now.</exception>
    public Task<Rejection?> Judge(TaxpayerEvent e) =>
        Steady(async mayBeOld => await (await Begin(null, e.Taxpayer, mayBeOld)).Judge(e));

    /// <summary>The taxpayer whose registration of the declaration is supposed; null when none is.</summary>
    private static TaxpayerId? RegistrantOf(DeclarationKey key, IntakeEvent?[] intakes)
    {
        foreach (var intake in intakes)
        {
            if (intake?.Event is DeclarationRegistered registered && registered.Number.Key == key)
            {
                return registered.Taxpayer;
            }
        }

        return null;
    }

    private async Task<Supposition> Begin(DeclarationKey? key, TaxpayerId? of, bool mayBeOld)
    {
        var root = of is { } taxpayer ? await entities.Taxpayer(taxpayer).Root() : null;
        return new Supposition(store, _hasher, key, root, mayBeOld);
    }

    private (IntakeEvent? Intake, EventResult? Result) Read(SupposedEvent supposed)
    {
        var read = EventReader.Read(supposed.Stream, supposed.Utf8.Span);
        return read.Event is { } e
            ? (new IntakeEvent(supposed.Stream, e, _hasher.Of(supposed.Stream, e.Id), read.Content, supposed.Utf8), null)
            : (null, new EventResult(read.Id, EventStatus.Rejected, read.Rejection));
    }

    /// <summary>An event that came already is answered as it would be again. It is looked up before the root is taken, which then has it.</summary>
    private async Task AnswerKnown(IntakeEvent?[] intakes, EventResult?[] results)
    {
        var ids = intakes.Where(static it => it is not null).Select(static it => it!.Id).Distinct().ToArray();
        var records = new Dictionary<Hash128, RegistryRecord>();
        foreach (var record in ids.Length == 0 ? [] : await store.FindEvents(ids, CancellationToken.None))
        {
            if (record is not null)
            {
                records[record.Id] = record;
            }
        }

        for (var i = 0; i < intakes.Length; i++)
        {
            if (intakes[i] is { } intake && records.TryGetValue(intake.Id, out var known))
            {
                results[i] = Repeats.ResultOf(intake, known) with { IsPending = false };
            }
        }
    }

    /// <summary>The ledger may move while rows of it are read, or have an event by now that was new a moment ago: then it is asked anew.</summary>
    private static async Task<T> Steady<T>(Func<bool, Task<T>> ask)
    {
        for (var left = TriesMax; ; left--)
        {
            try
            {
                return await ask(left > 1);
            }
            catch (StateConflictException) when (left > 1)
            {
            }
            catch (CorruptRecordException unreadable)
            {
                throw new StoreUnavailableException("What is stored of this taxpayer or declaration cannot be read.", unreadable);
            }
        }
    }
}
