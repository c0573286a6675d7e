namespace Clearance.Entities;

/// <summary>What waits for its turn in a ledger, in order.</summary>
internal sealed class LedgerQueue
{
    private readonly Queue<LedgerWork> _waiting = new();

    /// <summary>How much waits.</summary>
    public int Count => _waiting.Count;

    /// <summary>Adds something.</summary>
    public void Add(LedgerWork work) => _waiting.Enqueue(work);

    /// <summary>Takes what is applied together: a ledger that is to go on does so alone, for what comes before and after it is judged differently.</summary>
    public List<LedgerWork> Take(int most)
    {
        var batch = new List<LedgerWork>(Math.Min(_waiting.Count, most));
        while (batch.Count < most && _waiting.TryPeek(out var next) && (batch.Count == 0 || next is not ResumeWork))
        {
            batch.Add(_waiting.Dequeue());
            if (next is ResumeWork)
            {
                break;
            }
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
