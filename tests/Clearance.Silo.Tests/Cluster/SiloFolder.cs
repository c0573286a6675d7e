using System.Security.Cryptography.X509Certificates;
using Clearance.Testing.Certificates;

namespace Clearance.Silo.Tests.Cluster;

/// <summary>The files by which silos know each other, made for one test and gone after it.</summary>
internal sealed class SiloFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("clearance-silos-");

    public SiloFolder()
    {
        Write(Authority.Issue("clearance-silo"));
        Write("authority.pem", Authority.Pem);
    }

    /// <summary>Whose certificates are taken.</summary>
    public TestAuthority Authority { get; } = new();

    /// <summary>The same as options.</summary>
    public string[] Options =>
    [
        "--Clearance:Cluster:Tls:Certificate", Path("silo.pem"), "--Clearance:Cluster:Tls:Key", Path("silo.key"),
        "--Clearance:Cluster:Tls:Authority", Path("authority.pem"),
    ];

    /// <summary>The same as a setting.</summary>
    public SiloFiles Files => new(Path("silo.pem"), Path("silo.key"), Path("authority.pem"), "clearance-silo");

    /// <summary>A file's path.</summary>
    public string Path(string name) => System.IO.Path.Combine(folder.FullName, name);

    /// <summary>Writes a file.</summary>
    public void Write(string name, string text) => File.WriteAllText(Path(name), text);

    /// <summary>Gives the silo a certificate.</summary>
    public void Write(X509Certificate2 certificate)
    {
        using (certificate)
        {
            var (pem, key) = TestAuthority.Files(certificate);
            Write("silo.pem", pem);
            Write("silo.key", key);
        }
    }

    public void Dispose()
    {
        Authority.Dispose();
        folder.Delete(recursive: true);
    }
}
