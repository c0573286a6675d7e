namespace Clearance.Entities;

/// <summary>Waiting that a stop cuts short.</summary>
internal static class Pauses
{
    /// <summary>Waits; when cancelled it ends at once, without an exception: the caller looks.</summary>
    public static async Task Pause(this IEntityScheduler scheduler, TimeSpan time, CancellationToken cancel)
    {
        try
        {
            await scheduler.Delay(time, cancel);
        }
        catch (OperationCanceledException)
        {
            // Stopped while waiting.
        }
    }
}
