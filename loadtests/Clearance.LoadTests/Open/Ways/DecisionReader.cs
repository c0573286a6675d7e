using System.Text;
using Clearance.LoadTests.Open.Recording;
using Confluent.Kafka;

namespace Clearance.LoadTests.Open.Ways;

/// <summary>
/// Reads the decisions as anybody would, and notes which events caused each: an event is visible when the first decision that names it is read.
/// </summary>
internal sealed class DecisionReader : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, int> _events = [];
    private readonly Load _load;
    private readonly KnownDeclarations _known;
    private readonly RunClock _clock;
    private readonly IConsumer<Ignore, byte[]> _consumer;
    private readonly Thread _thread;
    private volatile bool _over;
    private volatile Exception? _failure;
    private long _lastSeen;

    public DecisionReader(Brokers brokers, Load load, KnownDeclarations known, RunClock clock)
    {
        (_load, _known, _clock) = (load, known, clock);
        for (var i = 0; i < load.Events.Count; i++)
        {
            _events.TryAdd(load.Events[i].Name, i);
        }

        var partitions = brokers.Partitions("clearance.decisions");
        _consumer = brokers.Reader();
        _consumer.Assign(partitions.Select(
            partition => new TopicPartitionOffset(partition, _consumer.QueryWatermarkOffsets(partition, Patience).High)));
        _thread = new Thread(Read) { Name = "decisions", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Why reading ended before its time; null: it goes on.</summary>
    public Exception? Failure => _failure;

    /// <summary>When a decision was read last, in microseconds.</summary>
    public long LastSeen => Interlocked.Read(ref _lastSeen);

    public void Dispose()
    {
        _over = true;
        _thread.Join();
        _consumer.Dispose();
    }

    /// <summary>The events that caused a decision, by stream and id. In them nothing is escaped.</summary>
    internal static IEnumerable<string> Causes(byte[] message)
    {
        var start = "\"causes\":["u8;
        var at = message.AsSpan().IndexOf(start);
        if (at < 0)
        {
            return [];
        }

        var list = message.AsSpan(at + start.Length);
        var text = Encoding.ASCII.GetString(list[..list.IndexOf((byte)']')]);
        return text.Length == 0 ? [] : text.Split(',').Select(static id => id.Trim('"'));
    }

    private void Read()
    {
        try
        {
            while (!_over)
            {
                if (_consumer.Consume(Poll) is { IsPartitionEOF: false } result)
                {
                    Note(result.Message.Value);
                }
            }
        }
        catch (KafkaException e)
        {
            _failure = e;
        }
    }

    private void Note(byte[] message)
    {
        var now = _clock.Now;
        Interlocked.Exchange(ref _lastSeen, now);
        foreach (var id in Causes(message))
        {
            if (_events.TryGetValue(id, out var index) && _load.EventTally.Verdict(index) != Verdict.Accepted)
            {
                _load.EventTally.Note(index, Verdict.Accepted, now);
                if (_load.Events[index].IsRegistration)
                {
                    _known.Add(_load.Events[index].Declaration);
                }
            }
        }
    }
}
