namespace Clearance.Entities;

/// <summary>What waits for its turn in a ledger, in order.</summary>
internal sealed class LedgerQueue
{
    private readonly Queue<LedgerWork> _waiting = new();

    /// <summary>How much waits.</summary>
    public int Count => _waiting.Count;

    /// <summary>Adds something.</summary>
    public void Add(LedgerWork work) => _waiting.Enqueue(work);

    /// <summary>Takes what is applied together.</summary>
    public List<LedgerWork> Take(int most)
    {
        var batch = new List<LedgerWork>(Math.Min(_waiting.Count, most));
        while (batch.Count < most && _waiting.TryDequeue(out var work))
        {
            batch.Add(work);
        }

        return batch;
    }

    /// <summary>Ends everything that waits.</summary>
    public void Fail(Exception failure)
    {
        while (_waiting.TryDequeue(out var work))
        {
            work.Fail(failure);
        }
    }
}
