namespace Clearance.Silo;

/// <summary>The options of who may call, over which connections.</summary>
internal static class AccessSettings
{
    private const string FileName = "Clearance:Access:File";
    private const string CertificateName = "Clearance:Tls:Certificate";

    /// <summary>Sets how strict the engine is.</summary>
    public static string? SetProfile(ref SiloSettings settings, string text)
    {
        settings = settings with { IsProduction = text.Equals("Production", StringComparison.OrdinalIgnoreCase) };
        return settings.IsProduction || text.Equals("Development", StringComparison.OrdinalIgnoreCase)
            ? null
            : "it must be Development or Production";
    }

    /// <summary>Sets who may call. Judged with the certificate, when every option is known.</summary>
    public static string? SetFile(ref SiloSettings settings, string text)
    {
        settings = settings with { AccessFile = text };
        return null;
    }

    /// <summary>Sets the names the engine is called by.</summary>
    public static string? SetHosts(ref SiloSettings settings, string text)
    {
        var hosts = text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        settings = settings with { AccessHosts = hosts };
        return Array.TrueForAll(hosts, static host => Uri.CheckHostName(host.Trim('[', ']')) != UriHostNameType.Unknown)
            ? null
            : "it must be names or addresses without a port, several separated by ';'";
    }

    /// <summary>Sets the certificate.</summary>
    public static string? SetCertificate(ref SiloSettings settings, string text)
    {
        settings = settings with { TlsCertificate = text };
        return null;
    }

    /// <summary>Sets its key. Judged with the certificate.</summary>
    public static string? SetKey(ref SiloSettings settings, string text)
    {
        settings = settings with { TlsKey = text };
        return null;
    }

    /// <summary>Judges what depends on several options.</summary>
    /// <exception cref="SettingsException">Something is refused.</exception>
    public static void Judge(SiloSettings settings, IConfigurationSection configuration)
    {
        if (settings.HasTls != settings.TlsKey.Length > 0)
        {
            throw new SettingsException($"{CertificateName} is '{settings.TlsCertificate}': it and Clearance:Tls:Key are set together.");
        }

        foreach (var address in settings.Urls)
        {
            if (address.Fault(settings) is { } fault)
            {
                throw new SettingsException($"Clearance:Urls is '{configuration["Urls"]}': {fault}.");
            }
        }

        if (settings.AccessHosts.Count > 0 && !settings.HasAccess)
        {
            throw new SettingsException($"Clearance:Access:Hosts is '{string.Join(';', settings.AccessHosts)}': {FileName} must be set with it.");
        }

        Readable(FileName, settings.AccessFile, settings.HasAccess, static it => AccessFile.Read(it.AccessFile), settings);
        Readable(CertificateName, settings.TlsCertificate, settings.HasTls, static it => TlsIdentity.Read(it.TlsCertificate, it.TlsKey), settings);
        if (settings.IsProduction)
        {
            Production.Judge(settings, configuration);
        }
    }

    private static void Readable(string option, string value, bool isSet, Action<SiloSettings> read, SiloSettings settings)
    {
        if (!isSet)
        {
            return;
        }

        try
        {
            read(settings);
        }
        catch (SettingsException refused)
        {
            throw new SettingsException($"{option} is '{value}': {refused.Message}.");
        }
    }
}
