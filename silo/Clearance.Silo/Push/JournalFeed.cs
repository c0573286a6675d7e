using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>Follows the journal for all subscribers of this process together, while there are any.</summary>
/// <remarks>
/// It reads the store as any reader would, so that what is pushed is durable, whichever process of a cluster committed it, and a commit
/// neither knows of it nor waits for it.
/// </remarks>
internal sealed partial class JournalFeed(EngineService engine, SiloSettings settings, IHostApplicationLifetime lifetime, ILogger<JournalFeed> logger) : IDisposable
{
    private const int PageSize = 512;

    /// <summary>How soon a commit is noticed.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly SemaphoreSlim obligationsInUse = new(1);
    private CancellationTokenSource? following;
    private Task<RecentEntries>? recent;
    private ObligationChanges? obligations;
    private int subscribers;

    /// <summary>Ends when the process is to stop.</summary>
    public CancellationToken Stopping => lifetime.ApplicationStopping;

    /// <summary>How many follow it.</summary>
    public int Subscribers => Volatile.Read(ref subscribers);

    /// <summary>How long a subscriber hears nothing.</summary>
    public TimeSpan Heartbeat => settings.PushHeartbeat;

    /// <summary>Lets a subscriber in, until it is disposed of; the first one begins to follow the journal.</summary>
    /// <exception cref="ProblemException">There are as many as may be.</exception>
    public Seat Enter()
    {
        lock (gate)
        {
            if (subscribers == settings.PushSubscribersMax)
            {
                throw new ProblemException(new Problem(
                    StatusCodes.Status429TooManyRequests, "TooManySubscribers", "As many follow the decisions as may; page by page they are read without end.")
                {
                    RetryAfterSeconds = 5,
                });
            }

            if (subscribers++ == 0)
            {
                following = new CancellationTokenSource();
                recent = Follow(engine.Engine.Store, following.Token);
            }

            return new Seat(this, recent!);
        }
    }

    /// <summary>The message <c>ObligationChanged</c> that follows from an entry; null: there is none.</summary>
    public async ValueTask<byte[]?> ObligationOf(PushedEntry entry, CancellationToken cancel)
    {
        if (!entry.IsObligationKnown)
        {
            await obligationsInUse.WaitAsync(cancel);
            try
            {
                obligations ??= new ObligationChanges(engine.Engine.Store);
                entry.KeepObligation(await obligations.Of(entry.Record.Entry, cancel));
            }
            finally
            {
                obligationsInUse.Release();
            }
        }

        return entry.Obligation;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        following?.Dispose();
        obligationsInUse.Dispose();
    }

    private void Leave()
    {
        lock (gate)
        {
            if (--subscribers == 0)
            {
                following!.Cancel();
                following.Dispose();
                following = null;
                recent = null;
            }
        }
    }

    /// <summary>What is there now is not followed: who wants it reads the store.</summary>
    private async Task<RecentEntries> Follow(IClearanceStore store, CancellationToken cancel)
    {
        var cursor = await JournalPages.End(store, cancel);
        var entries = new RecentEntries(cursor);
        _ = Follow(store, entries, cursor, cancel);
        return entries;
    }

    private async Task Follow(IClearanceStore store, RecentEntries entries, JournalCursor cursor, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            var wait = LookEvery;
            try
            {
                var page = await JournalPages.Read(store, cursor, PageSize, cancel);
                if (page.Entries.Count > 0)
                {
                    entries.Add(page.Entries);
                    cursor = page.Next;
                    continue;
                }
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever it is: it is looked again, and nothing is passed over.
            catch (Exception failed)
#pragma warning restore CA1031
            {
                LogCannotFollow(failed);
                wait = RetryAfter;
            }

            await Task.Delay(wait, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The journal cannot be read, and nothing is pushed until it can")]
    private partial void LogCannotFollow(Exception failed);

    /// <summary>A subscriber's place.</summary>
    /// <param name="feed">In what.</param>
    /// <param name="recent">What he follows.</param>
    internal sealed class Seat(JournalFeed feed, Task<RecentEntries> recent) : IDisposable
    {
        /// <summary>What he follows.</summary>
        public Task<RecentEntries> Recent => recent;

        /// <inheritdoc/>
        public void Dispose() => feed.Leave();
    }
}
