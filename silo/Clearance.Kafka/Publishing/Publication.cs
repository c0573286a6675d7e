using Clearance.Entities;
using Confluent.Kafka;

namespace Clearance.Kafka;

/// <summary>Publishes one lane of a source from where it was published last, page by page, each written before the next is read.</summary>
/// <remarks>
/// The position is stored after the brokers have what is below it: after any death messages are written again and none is left
/// out. A page that fails is repeated whole by a new client, so that nothing of the failed one comes behind it.
/// </remarks>
internal sealed class Publication(
    IPublicationSource source, IPublicationStore store, KafkaOptions options, IKafkaObserver observer, TimeProvider clock)
    : IDisposable
{
    private MessageWriter? _writer;
    private long? _through;
    private long _saved;
    private bool _isOver;
    private long _savedAt = clock.GetTimestamp();

    /// <summary>Publishes until nothing can follow, or until it is told to stop, and then what there is.</summary>
    /// <param name="stopping">Ends it when everything is published.</param>
    /// <param name="abandon">Ends it at once.</param>
    public async Task Run(CancellationToken stopping, CancellationToken abandon)
    {
        var wait = options.Limits.RetryAfter;
        while (true)
        {
            // Told to stop while it waits, it looks once more.
            var isLast = stopping.IsCancellationRequested;
            try
            {
                if (!await Step(stopping, abandon).ConfigureAwait(false) && (isLast || _isOver))
                {
                    return;
                }

                wait = options.Limits.RetryAfter;
            }
            catch (OperationCanceledException) when (abandon.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever it is: what is not known to be written is written again.
            catch (Exception failed)
#pragma warning restore CA1031
            {
                observer.PublishingFailed(source.Source, failed);
                DropWriter(failed);
                if (stopping.IsCancellationRequested)
                {
                    return;
                }

                await Pause(wait, stopping).ConfigureAwait(false);
                wait = TimeSpan.FromTicks(Math.Min(2 * wait.Ticks, options.Limits.RetryAfterMax.Ticks));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _writer?.Dispose();

    /// <summary>Publishes a page, or waits a moment when there is none.</summary>
    /// <returns>Whether there was one.</returns>
    private async Task<bool> Step(CancellationToken stopping, CancellationToken abandon)
    {
        var through = _through ??= await Load(abandon).ConfigureAwait(false);
        var page = await source.Read(through, abandon).ConfigureAwait(false);
        if (page.Through == through)
        {
            _isOver = source.IsOver(through);
            await Save(through, _isOver || stopping.IsCancellationRequested).ConfigureAwait(false);
            if (_isOver)
            {
                return false;
            }

            await Pause(source.IdleWait, stopping).ConfigureAwait(false);
            return false;
        }

        _writer ??= new MessageWriter(options, observer);
        await _writer.Write(page.Messages, abandon).ConfigureAwait(false);
        _through = page.Through;
        source.Passed(page.Through);
        observer.Published(source.Source, page.Messages.Count);
        await Save(page.Through, now: false).ConfigureAwait(false);
        return true;
    }

    private async Task<long> Load(CancellationToken cancel)
    {
        var positions = await store.LoadPublished(cancel).ConfigureAwait(false);
        _saved = positions.FirstOrDefault(it => it.Source == source.Source && it.Lane == source.Lane)?.Through ?? 0;
        source.Passed(_saved);
        return _saved;
    }

    private async Task Save(long through, bool now)
    {
        if (through == _saved || (!now && clock.GetElapsedTime(_savedAt) < options.Limits.SaveEvery))
        {
            return;
        }

        await store.SavePublished([new PublishedPosition(source.Source, source.Lane, through)], CancellationToken.None).ConfigureAwait(false);
        (_saved, _savedAt) = (through, clock.GetTimestamp());
    }

    private void DropWriter(Exception failed)
    {
        if (failed is KafkaException)
        {
            _writer?.Dispose();
            _writer = null;
        }
    }

    private async Task Pause(TimeSpan wait, CancellationToken stopping)
    {
        try
        {
            await Task.Delay(wait, clock, stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // There may be more to publish before it ends.
        }
    }
}
