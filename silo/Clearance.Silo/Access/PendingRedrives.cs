using System.Security.Cryptography;

namespace Clearance.Silo;

/// <summary>What one operator wants posted again and another has to carry out. In memory of this process, for an hour: it is asked for again after that.</summary>
internal sealed class PendingRedrives(TimeProvider clock)
{
    private const int PendingMax = 1000;

    private static readonly TimeSpan KeptFor = TimeSpan.FromHours(1);

    private readonly Lock gate = new();
    private readonly Dictionary<long, (string By, byte[] Event, DateTimeOffset At)> pending = [];

    /// <summary>One operator's hand.</summary>
    /// <param name="letter">The dead letter.</param>
    /// <param name="raw">What is to be posted: both must want the same bytes.</param>
    /// <param name="caller">Who asks.</param>
    /// <returns>Whether another had asked for the same: it is to be done now, and once.</returns>
    /// <exception cref="ProblemException">Another asked for something else, or too much is pending.</exception>
    public bool IsSecond(long letter, ReadOnlyMemory<byte> raw, Caller caller)
    {
        var hash = SHA256.HashData(raw.Span);
        var now = clock.GetUtcNow();
        lock (gate)
        {
            foreach (var (over, _) in pending.Where(it => now - it.Value.At > KeptFor).ToList())
            {
                pending.Remove(over);
            }

            if (!pending.TryGetValue(letter, out var first) || first.By == caller.Name)
            {
                if (pending.Count >= PendingMax && first.By is null)
                {
                    throw new ProblemException(Problem.Overloaded());
                }

                pending[letter] = (caller.Name, hash, now);
                return false;
            }

            if (!first.Event.AsSpan().SequenceEqual(hash))
            {
                throw new ProblemException(new Problem(
                    StatusCodes.Status409Conflict, "RedriveDiffers",
                    "Another operator asked for something else to be posted in this letter's place: both must ask for the same."));
            }

            pending.Remove(letter);
            return true;
        }
    }
}
