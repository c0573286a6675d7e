using Clearance.LoadTests.Open.Recording;

namespace Clearance.LoadTests.Open.Ways;

/// <summary>Customs asks before it lets goods go, and lets go what it may.</summary>
internal sealed class Inquiry(OpenCalls calls, Load load, RunClock clock)
{
    private const int PerCall = 1_000;

    /// <summary>Asks about clearances that are due; those that may not be are over.</summary>
    /// <returns>Those that may be recorded.</returns>
    public async Task<List<int>> LetGo(IReadOnlyList<int> due, CancellationToken cancel)
    {
        var go = new List<int>(due.Count);
        foreach (var some in due.Chunk(PerCall))
        {
            var answer = await calls.AskAll([.. some.Select(i => load.Events[i].AsksAbout!)], cancel);
            if (!answer.IsAnswer)
            {
                if (!(answer.IsRefusal || answer.IsOpen))
                {
                    throw answer.Unexpected("customs' question");
                }

                var verdict = answer.IsRefusal ? Verdict.RefusedByEngine : Verdict.Held;
                Array.ForEach(some, i => load.EventTally.Note(i, verdict, clock.Now));
                continue;
            }

            var outcomes = OpenCalls.Outcomes(answer.Bytes);
            for (var i = 0; i < some.Length; i++)
            {
                if (outcomes[i] is "clear" or "release")
                {
                    go.Add(some[i]);
                }
                else
                {
                    load.EventTally.Note(some[i], Verdict.Held, clock.Now);
                }
            }
        }

        return go;
    }
}
