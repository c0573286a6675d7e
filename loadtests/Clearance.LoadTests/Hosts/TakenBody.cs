using Clearance.Domain;
using Clearance.Entities;
using Clearance.Workload;

namespace Clearance.LoadTests;

/// <summary>A body as the way in takes it, split beforehand: what HTTP or Kafka do with it is not measured here.</summary>
internal sealed class TakenBody
{
    private readonly EventStream _stream;
    private readonly ReadOnlyMemory<byte>[] _events;
    private readonly CommonBatch _batch;

    public TakenBody(CommonBatch batch)
    {
        _batch = batch;
        _stream = batch.Stream == StreamNames.Payments ? EventStream.Payments : EventStream.Declarations;
        _events = [.. EventBody.Split(batch.Body).Events.Select(slice => batch.Body.AsMemory(slice.Offset, slice.Length))];
    }

    /// <summary>How many events it holds.</summary>
    public int Count => _events.Length;

    /// <summary>What they are about.</summary>
    public IEnumerable<DeclarationKey> Declarations => _batch.Rows.Select(static row =>
        DeclarationKey.TryParse(row.Declaration, out var key)
            ? key
            : throw new InvalidOperationException($"'{row.Declaration}' is no declaration."));

    /// <summary>Gives it to an engine, which must accept all of it.</summary>
    public async Task TakeBy(IIntake intake, CancellationToken cancel)
    {
        var results = await intake.Take(_stream, _events, cancel);
        if (results.Count(static result => result.Status == EventStatus.Accepted) != _events.Length)
        {
            throw new InvalidOperationException("An event was not accepted: no result.");
        }
    }
}
