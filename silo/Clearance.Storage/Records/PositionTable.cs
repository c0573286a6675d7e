using System.Collections.Immutable;
using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Storage;

/// <summary>How far inputs are read and outputs are published: one record.</summary>
internal sealed class PositionTable(RecordAccess access)
{
    private volatile Positions _held = new(
        ImmutableSortedDictionary<(EventStream, int), InputPosition>.Empty,
        ImmutableSortedDictionary<(PublishedSource, int), PublishedPosition>.Empty);

    private string? _etag;

    public IReadOnlyList<InputPosition> Inputs => [.. _held.Inputs.Values];

    public IReadOnlyList<PublishedPosition> Published => [.. _held.Published.Values];

    public async Task Load()
    {
        if (await access.Read(RecordKeys.Positions).ConfigureAwait(false) is { } stored)
        {
            _etag = stored.ETag;
            _held = Decode(stored.Body);
        }
    }

    /// <summary>Moves positions forward; one that is not ahead changes nothing.</summary>
    public async Task Advance(IEnumerable<InputPosition> inputs, IEnumerable<PublishedPosition> published)
    {
        var next = _held;
        foreach (var input in inputs)
        {
            var key = (input.Stream, input.Partition);
            if (!next.Inputs.TryGetValue(key, out var stored) || stored.Next < input.Next)
            {
                next = next with { Inputs = next.Inputs.SetItem(key, input) };
            }
        }

        foreach (var position in published)
        {
            var key = (position.Source, position.Lane);
            if (!next.Published.TryGetValue(key, out var stored) || stored.Through < position.Through)
            {
                next = next with { Published = next.Published.SetItem(key, position) };
            }
        }

        if (!ReferenceEquals(next, _held))
        {
            _etag = await access.Write(RecordKeys.Positions, Encode(next), _etag).ConfigureAwait(false);
            _held = next;
        }
    }

    private static byte[] Encode(Positions positions)
    {
        var writer = RecordWriter.Begin();
        EffectsCodec.WritePositions(writer, [.. positions.Inputs.Values]);
        EffectsCodec.WritePublished(writer, [.. positions.Published.Values]);
        return writer.End();
    }

    private static Positions Decode(byte[] body)
    {
        var reader = new RecordReader(body);
        var inputs = EffectsCodec.ReadPositions(ref reader);
        var published = EffectsCodec.ReadPublished(ref reader);
        reader.End();
        return new Positions(
            inputs.ToImmutableSortedDictionary(static it => (it.Stream, it.Partition), static it => it),
            published.ToImmutableSortedDictionary(static it => (it.Source, it.Lane), static it => it));
    }

    private sealed record Positions(
        ImmutableSortedDictionary<(EventStream Stream, int Partition), InputPosition> Inputs,
        ImmutableSortedDictionary<(PublishedSource Source, int Lane), PublishedPosition> Published);
}
