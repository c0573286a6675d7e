using Clearance.Domain;

namespace Clearance.Simulation.Logs;

/// <summary>A partition of the log: messages in order, who reads it, and how far it was finished.</summary>
internal sealed class LogPartition(EventStream stream, int number, int owner)
{
    private readonly List<int> _messages = [];
    private readonly SortedSet<int> _finished = [];
    private TaskCompletionSource _changed = new();

    public EventStream Stream => stream;

    public int Number => number;

    /// <summary>Which place reads it.</summary>
    public int Owner { get; private set; } = owner;

    /// <summary>Counts its readers: who read it before has no say any more.</summary>
    public int Generation { get; private set; }

    /// <summary>Everything below was finished; a new reader begins here.</summary>
    public int Watermark { get; private set; }

    /// <summary>What is read next.</summary>
    public int Position { get; private set; }

    /// <summary>Batches under way.</summary>
    public int InFlight { get; private set; }

    public int Waiting => _messages.Count - Position;

    public bool IsFinished => Watermark == _messages.Count;

    /// <summary>Completes at the next change of anything.</summary>
    public Task Change => _changed.Task;

    public int this[int offset] => _messages[offset];

    public void Append(int message)
    {
        _messages.Add(message);
        Notify();
    }

    /// <summary>Takes the next messages out.</summary>
    public int Begin(int count)
    {
        var from = Position;
        Position += count;
        InFlight++;
        return from;
    }

    /// <summary>A batch of this generation is finished.</summary>
    public void Finish(int generation, int from, int count)
    {
        if (generation != Generation)
        {
            return;
        }

        InFlight--;
        _finished.UnionWith(Enumerable.Range(from, count));
        while (_finished.Remove(Watermark))
        {
            Watermark++;
        }

        Notify();
    }

    /// <summary>As if everything had been finished.</summary>
    public void FinishAll() => Watermark = _messages.Count;

    /// <summary>Another reader, or the same again: it begins at the watermark.</summary>
    public void Assign(int owner)
    {
        Owner = owner;
        Generation++;
        (Position, InFlight) = (Watermark, 0);
        _finished.Clear();
        Notify();
    }

    /// <summary>Somebody may go on.</summary>
    public void Notify()
    {
        var changed = _changed;
        _changed = new TaskCompletionSource();
        changed.TrySetResult();
    }
}
