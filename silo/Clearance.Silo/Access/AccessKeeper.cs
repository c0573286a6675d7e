namespace Clearance.Silo;

/// <summary>Has the access file and the certificate as they are now: both are looked at every few seconds, so that to take a right away takes no restart.</summary>
/// <remarks>A file that cannot be read changes nothing: what held before holds on, and the log says so until it is put right.</remarks>
internal sealed partial class AccessKeeper : BackgroundService, ICertificateExpiry
{
    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(2);

    private readonly SiloSettings settings;
    private readonly ILogger<AccessKeeper> logger;
    private AccessFile.Loaded? loaded;
    private TlsIdentity? tls;
    private string lastFault = "";

    /// <exception cref="SettingsException">A file is refused.</exception>
    public AccessKeeper(SiloSettings settings, ILogger<AccessKeeper> logger)
    {
        this.settings = settings;
        this.logger = logger;
        loaded = settings.HasAccess ? AccessFile.Read(settings.AccessFile) : null;
        tls = settings.HasTls ? TlsIdentity.Read(settings.TlsCertificate, settings.TlsKey) : null;
    }

    /// <summary>Who may call; null: access control is not configured.</summary>
    public AccessRules? Rules => Volatile.Read(ref loaded)?.Rules;

    /// <summary>What the engine shows of itself.</summary>
    /// <exception cref="InvalidOperationException">It has no certificate.</exception>
    public TlsIdentity Tls => Volatile.Read(ref tls) ?? throw new InvalidOperationException("The engine has no certificate.");

    /// <inheritdoc/>
    IEnumerable<(string Purpose, DateTimeOffset NotAfter)> ICertificateExpiry.All => Volatile.Read(ref tls) is { } now ? [("tls", now.NotAfter)] : [];

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (loaded is null && tls is null)
        {
            return;
        }

        using var look = new PeriodicTimer(BetweenLooks);
        try
        {
            while (await look.WaitForNextTickAsync(stoppingToken))
            {
                Look();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // It is stopped as asked.
        }
    }

    private void Look()
    {
        var fault = Try(settings.AccessFile, LookAtRules) + Try(settings.TlsCertificate, LookAtCertificate);
        if (fault.Length > 0 && fault != lastFault)
        {
            LogRefused(fault);
        }

        lastFault = fault;
    }

    /// <summary>Why a file is refused; empty: it is not.</summary>
    private static string Try(string file, Action look)
    {
        try
        {
            look();
            return "";
        }
        catch (SettingsException refused)
        {
            return $"{file}: {refused.Message}. ";
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A catch-all, for whatever is wrong with a file must not end the looking.
            return $"{file}: it cannot be read ({e.GetType().Name}). ";
        }
    }

    private void LookAtRules()
    {
        if (loaded is { } old && !old.Sources.AreAsRead())
        {
            Volatile.Write(ref loaded, AccessFile.Read(settings.AccessFile));
            LogChanged(settings.AccessFile);
        }
    }

    private void LookAtCertificate()
    {
        if (tls is { } old && !old.Sources.AreAsRead())
        {
            Volatile.Write(ref tls, TlsIdentity.Read(settings.TlsCertificate, settings.TlsKey));
            LogChanged(settings.TlsCertificate);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{File} has changed and holds from now on")]
    private partial void LogChanged(string file);

    [LoggerMessage(Level = LogLevel.Error, Message = "What was changed is refused, and what held before holds on: {Why}")]
    private partial void LogRefused(string why);
}
