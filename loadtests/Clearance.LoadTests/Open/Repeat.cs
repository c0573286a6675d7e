using Clearance.LoadTests.Open.Ways;

namespace Clearance.LoadTests.Open;

/// <summary>Calls that must have an answer in the end: those about the books.</summary>
internal static class Repeat
{
    private const int TriesMax = 120;

    /// <summary>Tries until there is one, as long apart as the engine asks for.</summary>
    public static async Task<Answer> UntilAnswered(Func<Task<Answer>> call, string what, CancellationToken cancel)
    {
        for (var tries = 0; ; tries++)
        {
            var answer = await call();
            if (answer.IsAnswer)
            {
                return answer;
            }

            if (tries == TriesMax || !(answer.IsOpen || answer.IsRefusal))
            {
                throw answer.Unexpected(what);
            }

            await Task.Delay(answer.Wait, cancel);
        }
    }
}
