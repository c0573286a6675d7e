namespace Clearance.LoadTests.Peers;

/// <summary>Plays the scenarios to whoever is measured, on a store of their own.</summary>
internal sealed class AnswerRun(PeerStores stores, PeerProcesses processes, DateOnly day)
{
    /// <summary>What was answered, in the order of <see cref="PeerScenarios.All"/>.</summary>
    public Task<IReadOnlyList<string>> Of(PeerKind kind, PeerSetting setting, CancellationToken cancel) => Collect(
        async answers =>
        {
            await using var store = await stores.New(kind.Store, cancel);
            await Play(kind, setting, store, afterRestart: false, answers, cancel);
            await Play(kind, setting, store, afterRestart: true, answers, cancel);
        },
        cancel);

    /// <summary>What came to be answered; why, for the rest, when nobody could be asked any more.</summary>
    internal static async Task<IReadOnlyList<string>> Collect(Func<List<string>, Task> play, CancellationToken cancel)
    {
        var answers = new List<string>();
        try
        {
            await play(answers);
        }
        catch (Exception failure) when (!cancel.IsCancellationRequested)
        {
            // One that does not even start answers wrong; what was measured, and the others' answers, are reported all the same.
            answers.AddRange(Enumerable.Repeat($"fails: {failure.Message}", PeerScenarios.All.Count - answers.Count));
        }

        return answers;
    }

    private async Task Play(
        PeerKind kind, PeerSetting setting, PeerStore store, bool afterRestart, List<string> answers, CancellationToken cancel)
    {
        await using var process = await processes.Start(kind, setting, store.Reach, cancel);
        using var calls = new ScenarioCalls(process.Address, day);
        foreach (var scenario in PeerScenarios.All.Where(scenario => scenario.AfterRestart == afterRestart))
        {
            answers.Add(await PeerScenarios.Play(scenario, calls));
        }
    }
}
