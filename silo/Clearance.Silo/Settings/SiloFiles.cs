namespace Clearance.Silo;

/// <summary>The files by which silos know each other.</summary>
/// <param name="Certificate">The silo's certificate; empty: silos do not ask who each other are.</param>
/// <param name="Key">The certificate's key.</param>
/// <param name="Authority">The authorities of silos.</param>
/// <param name="Name">The DNS name that every silo's certificate has.</param>
internal sealed record SiloFiles(string Certificate, string Key, string Authority, string Name)
{
    /// <summary>The option that names the certificate.</summary>
    public const string CertificateName = "Clearance:Cluster:Tls:Certificate";

    /// <summary>The option that names its key.</summary>
    public const string KeyName = "Clearance:Cluster:Tls:Key";

    private const string AuthorityName = "Clearance:Cluster:Tls:Authority";

    /// <summary>None.</summary>
    public static SiloFiles None { get; } = new("", "", "", "");

    /// <summary>The options.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        new("Cluster:Tls:Certificate", "", "what a silo shows others of itself, and those above it, a PEM file; none: silos do not ask who they are",
            static (ref settings, text) => Set(ref settings, settings.SiloFiles with { Certificate = text })),
        new("Cluster:Tls:Key", "", "that certificate's key, a PEM file",
            static (ref settings, text) => Set(ref settings, settings.SiloFiles with { Key = text })),
        new("Cluster:Tls:Authority", "", "the authorities whose certificates other silos show, a PEM file",
            static (ref settings, text) => Set(ref settings, settings.SiloFiles with { Authority = text })),
        new("Cluster:Tls:Name", "clearance-silo", "the DNS name that the certificate of every silo has", SetName),
    ];

    /// <summary>Whether silos know each other by them.</summary>
    public bool AreSet => Certificate.Length > 0;

    /// <summary>Judges what depends on several options.</summary>
    /// <exception cref="SettingsException">Something is refused.</exception>
    public static void Judge(SiloSettings settings)
    {
        var files = settings.SiloFiles;
        if (files.AreSet != files.Key.Length > 0 || files.AreSet != files.Authority.Length > 0)
        {
            throw new SettingsException($"{CertificateName} is '{files.Certificate}': it, {KeyName} and {AuthorityName} are set together.");
        }

        if (!files.AreSet)
        {
            return;
        }

        if (!settings.PostgresCluster)
        {
            throw new SettingsException(
                $"{CertificateName} is '{files.Certificate}': without Clearance:Store:Postgres:Cluster there are no other silos to show it to.");
        }

        _ = SiloCertificates.Read(files);
    }

    /// <summary>Says what is wrong with the certificate or its key.</summary>
    public SettingsException CertificateFault(string why) => new($"{CertificateName} is '{Certificate}': {why}.");

    /// <summary>Says what is wrong with the authorities.</summary>
    public SettingsException AuthorityFault(string why) => new($"{AuthorityName} is '{Authority}': {why}.");

    private static string? SetName(ref SiloSettings settings, string text)
    {
        Set(ref settings, settings.SiloFiles with { Name = text });
        return Uri.CheckHostName(text) == UriHostNameType.Dns ? null : "it must be a DNS name";
    }

    private static string? Set(ref SiloSettings settings, SiloFiles files)
    {
        settings = settings with { SiloFiles = files };
        return null;
    }
}
