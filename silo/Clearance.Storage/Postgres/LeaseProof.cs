using Npgsql;

namespace Clearance.Storage;

/// <summary>When a question was sent whose answer says that nobody else has the lease.</summary>
/// <param name="Session">Over which session.</param>
/// <param name="Timestamp">By the monotonic clock.</param>
/// <param name="Wall">By the other one.</param>
internal sealed record LeaseProof(NpgsqlConnection Session, long Timestamp, DateTimeOffset Wall)
{
    /// <summary>A question that is sent now.</summary>
    public static LeaseProof Now(NpgsqlConnection session, PostgresStoreOptions options) =>
        new(session, options.Clock.GetTimestamp(), options.Clock.GetUtcNow());

    /// <summary>
    /// Whether it is to be trusted: by both clocks not older than a lease, so that neither a frozen process nor a suspended
    /// machine trusts an old answer.
    /// </summary>
    public bool Holds(PostgresStoreOptions options)
    {
        var wall = options.Clock.GetUtcNow() - Wall;
        return options.Clock.GetElapsedTime(Timestamp) < options.LeaseTime && wall >= TimeSpan.Zero && wall < options.LeaseTime;
    }
}
