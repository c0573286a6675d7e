using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Benchmarks;

/// <summary>The legal date of everything measured here: what it costs must not depend on the day it is measured.</summary>
internal sealed class StillTime : TimeProvider, IEntityScheduler
{
    private static readonly DateTimeOffset Morning = new(2026, 11, 16, 3, 0, 0, TimeSpan.Zero);

    /// <summary>The date.</summary>
    public static DateOnly Today => Now.LegalDate;

    /// <summary>The moment.</summary>
    public static Instant Now { get; } = Instant.From(Morning);

    /// <inheritdoc/>
    public TimeProvider Clock => this;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => Morning;

    /// <inheritdoc/>
    public void Post(Action work) => throw new NotSupportedException("Nothing is to run later.");

    /// <inheritdoc/>
    public Task Delay(TimeSpan time, CancellationToken cancel) => throw new NotSupportedException("Nothing is to wait.");
}
