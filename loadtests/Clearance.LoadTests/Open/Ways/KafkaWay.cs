using Clearance.LoadTests.Open.Recording;
using Confluent.Kafka;

namespace Clearance.LoadTests.Open.Ways;

/// <summary>Events in their topics, a message each, with the keys of the contract.</summary>
internal sealed class KafkaWay(Brokers brokers, OpenCalls calls, Load load, KnownDeclarations known, RunClock clock) : IEventWay, IDisposable
{
    private const long QuietMicros = 2_000_000;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private readonly IProducer<string, byte[]> _producer = brokers.Producer();
    private readonly Inquiry _customs = new(calls, load, clock);
    private readonly GroupProgress _progress = new(brokers);
    private readonly DecisionReader _decisions = new(brokers, load, known, clock);
    private readonly Lock _looking = new();
    private long _written;
    private long _finished;
    private int _asking;
    private string? _failure;

    public int UnderWay => (int)(Interlocked.Read(ref _written) - Interlocked.Read(ref _finished));

    public long? Finished
    {
        get
        {
            lock (_looking)
            {
                Interlocked.Exchange(ref _finished, _progress.Finished());
                return _finished;
            }
        }
    }

    public void Offer(int first, int count)
    {
        var asking = new List<int>();
        for (var i = first; i < first + count; i++)
        {
            if (load.Events[i].AsksAbout is not null)
            {
                asking.Add(i);
            }
            else if (!Write(i))
            {
                load.EventTally.Note(i, Verdict.RefusedByGenerator, clock.Now);
            }
        }

        if (asking.Count > 0)
        {
            Interlocked.Increment(ref _asking);
            _ = Task.Run(() => Clear(asking));
        }
    }

    public async Task CatchUp(CancellationToken cancel)
    {
        for (var i = 0; i < load.Backlog; i++)
        {
            while (!Write(i))
            {
                await Task.Delay(10, cancel);
            }
        }
    }

    public async Task Drain(CancellationToken cancel)
    {
        var until = clock.Now + (Patience.Ticks / TimeSpan.TicksPerMicrosecond);
        while (Volatile.Read(ref _asking) > 0)
        {
            await Task.Delay(Look, cancel);
        }

        _producer.Flush(cancel);
        while (Finished < Interlocked.Read(ref _written) || clock.Now - _decisions.LastSeen < QuietMicros)
        {
            if (clock.Now > until)
            {
                throw new TimeoutException($"{UnderWay} messages are not decided after {Patience}.");
            }

            await Task.Delay(Look, cancel);
        }

        if ((_failure ?? _decisions.Failure?.ToString()) is { } failure)
        {
            throw new InvalidOperationException(failure);
        }
    }

    public void Dispose()
    {
        _producer.Dispose();
        _decisions.Dispose();
        _progress.Dispose();
    }

    private async Task Clear(List<int> asking)
    {
        try
        {
            foreach (var i in await _customs.LetGo(asking, CancellationToken.None))
            {
                if (!Write(i))
                {
                    load.EventTally.Note(i, Verdict.RefusedByGenerator, clock.Now);
                }
            }
        }
        catch (Exception e)
        {
            // A catch-all: nobody waits for this task, and the run must not have a result.
            _failure = e.ToString();
        }
        finally
        {
            Interlocked.Decrement(ref _asking);
        }
    }

    /// <summary>False when the client holds as much as it may.</summary>
    private bool Write(int index)
    {
        var e = load.Events[index];
        load.EventTally.Note(index, Verdict.Written, clock.Now);
        try
        {
            _producer.Produce(
                brokers.Prefix + e.Stream, new Message<string, byte[]> { Key = e.Key, Value = e.Json.ToArray() },
                report => Check(report.Error));
            Interlocked.Increment(ref _written);
            return true;
        }
        catch (ProduceException<string, byte[]> refused) when (refused.Error.Code == Confluent.Kafka.ErrorCode.Local_QueueFull)
        {
            return false;
        }
    }

    private void Check(Error error)
    {
        if (error.IsError)
        {
            _failure = $"The brokers did not take a message: {error.Reason}";
        }
    }
}
