namespace Clearance.Storage;

/// <summary>This process under one epoch: the proof that it lives, and the lanes it writes in.</summary>
/// <remarks>One that was ended stays so; the process goes on as another member.</remarks>
internal sealed class ClusterMember(long epoch, PostgresCommitter committer, PostgresStoreOptions options)
{
    private volatile LeaseProof? _proof;
    private volatile bool _ended;

    /// <summary>Greater than every earlier one.</summary>
    public long Epoch => epoch;

    /// <summary>Commits in its lanes.</summary>
    public PostgresCommitter Committer => committer;

    /// <summary>Whether it is known to be ended.</summary>
    public bool IsEnded => _ended || committer.Fenced;

    /// <summary>Whether nobody can have ended it yet.</summary>
    public bool Holds => !IsEnded && _proof is { } proof && proof.Holds(options);

    /// <summary>A beat was answered.</summary>
    public void Proven(LeaseProof proof) => _proof = proof;

    /// <summary>Others ended it, or it left.</summary>
    public void End() => _ended = true;
}
