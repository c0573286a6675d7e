using Clearance.Signing;

namespace Clearance.Silo;

/// <summary>The banks' keys as the operator's file has them now.</summary>
/// <remarks>
/// The file is looked at every few seconds and read when it says something else: a key that is revoked there counts no more within
/// <see cref="LookEvery"/>. One that cannot be read changes nothing, and the log says so until it can: a slip of the operator's must not stop all
/// banks, nor let anybody in.
/// </remarks>
internal sealed partial class TrustedKeys(SiloSettings settings, ILogger<TrustedKeys> logger)
    : BackgroundService, ICertificateExpiry
{
    /// <summary>How soon a change of the file is noticed.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private volatile BankVerifier? verifier;
    private byte[] taken = [];
    private string? said;

    /// <summary>What verifies by the keys of now; null: no file is set.</summary>
    public BankVerifier? Verifier => verifier;

    /// <inheritdoc/>
    /// <remarks>Of each bank when the last of its keys does: one that is followed by another may expire. A bank whose keys are all revoked has none on purpose.</remarks>
    IEnumerable<(string Purpose, DateTimeOffset NotAfter)> ICertificateExpiry.All => verifier is not { } now ? [] : now.Keys.All
        .Where(static key => !key.IsRevoked)
        .GroupBy(static key => key.Owner, StringComparer.Ordinal)
        .Select(static bank => bank.Max(static key => key.NotAfter))
        .Where(static last => last < DateTimeOffset.MaxValue)
        .Select(static last => ("bank-keys", last));

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (settings.SignaturesFile.Length == 0)
        {
            return Task.CompletedTask;
        }

        try
        {
            Take(File.ReadAllBytes(settings.SignaturesFile));
        }
        catch (Exception refused) when (refused is KeyFileException or IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"Clearance:Signatures:File is '{settings.SignaturesFile}': {refused.Message}.");
        }

        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var look = new PeriodicTimer(LookEvery);
        try
        {
            while (await look.WaitForNextTickAsync(stoppingToken))
            {
                Look();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // It ends with the engine.
        }
    }

    /// <summary>Takes what the file says now, if it can be read.</summary>
    internal void Look()
    {
        try
        {
            var bytes = File.ReadAllBytes(settings.SignaturesFile);
            if (!bytes.AsSpan().SequenceEqual(taken))
            {
                Take(bytes);
                LogTaken(verifier!.Keys.All.Count());
            }

            said = null;
        }
        catch (Exception refused) when (refused is KeyFileException or IOException or UnauthorizedAccessException)
        {
            if (refused.Message != said)
            {
                said = refused.Message;
                LogKept(refused.Message);
            }
        }
    }

    private void Take(byte[] bytes)
    {
        verifier = new BankVerifier(PinnedKeys.ReadBanks(bytes));
        taken = bytes;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The file of banks' keys has changed; it has {Count} keys now")]
    private partial void LogTaken(int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "The file of banks' keys cannot be taken, and the keys from before still count: {Why}")]
    private partial void LogKept(string why);
}
