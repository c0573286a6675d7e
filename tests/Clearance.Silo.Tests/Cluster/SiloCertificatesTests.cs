using System.Security.Cryptography.X509Certificates;
using Clearance.Silo.Tests.Access;
using Clearance.Testing.Certificates;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clearance.Silo.Tests.Cluster;

/// <summary>S7, S27: the files by which silos know each other, at start and while they run.</summary>
public sealed class SiloCertificatesTests : IDisposable
{
    private static readonly string[] Store =
    [
        "--host", "Orleans", "--Clearance:Store:Provider", "postgres", "--Clearance:Store:Postgres:Cluster", "true",
        "--Clearance:Store:Postgres:ConnectionString", "Host=db;SslMode=VerifyFull",
    ];

    private readonly SiloFolder folder = new();
    private readonly HandClock clock = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_renewed_certificate_holds_within_seconds_and_files_that_cannot_be_read_change_nothing()
    {
        var certificates = new SiloCertificates(folder.Files, clock, NullLoggerFactory.Instance);
        var first = certificates.Now();
        folder.Write(folder.Authority.Issue("clearance-silo", until: TimeSpan.FromHours(9)));
        certificates.Now().ShouldBeSameAs(first, "they are not read at every connection");

        clock.Pass(SiloCertificates.BetweenLooks);
        var second = certificates.Now();
        second.Own.Context.TargetCertificate.Thumbprint.ShouldNotBe(first.Own.Context.TargetCertificate.Thumbprint);

        folder.Write("authority.pem", "nothing");
        clock.Pass(SiloCertificates.BetweenLooks);
        certificates.Now().ShouldBeSameAs(second);

        using var next = new TestAuthority("next");
        folder.Write("authority.pem", folder.Authority.Pem + "\n" + next.Pem);
        clock.Pass(SiloCertificates.BetweenLooks);
        certificates.Now().Authorities.Count.ShouldBe(2);
    }

    [Fact]
    public void When_it_expires_is_told_to_operators()
    {
        var certificates = new SiloCertificates(folder.Files, clock, NullLoggerFactory.Instance);
        var (purpose, notAfter) = certificates.All.ShouldHaveSingleItem();
        purpose.ShouldBe("silos");
        (notAfter - DateTimeOffset.UtcNow).ShouldBeInRange(TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(61));
    }

    [Theory]
    [InlineData("silo.pem", "Clearance:Cluster:Tls:Certificate is '")]
    [InlineData("silo.key", "whose key is in Clearance:Cluster:Tls:Key")]
    [InlineData("authority.pem", "it must have one certificate or more in PEM")]
    public void A_file_that_is_not_what_it_should_be_is_refused_at_start(string file, string why)
    {
        folder.Write(file, "nothing");
        Refused(folder.Options).ShouldContain(why);
    }

    [Fact]
    public void A_certificate_of_another_name_a_file_too_few_and_silos_that_are_alone_are_refused()
    {
        var options = folder.Options;
        Refused([.. options[..4]]).ShouldContain("are set together");
        Refused(options, cluster: false).ShouldContain("there are no other silos to show it to");
        Refused([.. options, "--Clearance:Cluster:Tls:Name", "a b"]).ShouldContain("it must be a DNS name");
        folder.Write(folder.Authority.Issue("clearance.example"));
        Refused(options).ShouldContain("it must have the DNS name clearance-silo");
    }

    [Fact]
    public void A_certificate_that_no_other_silo_would_take_is_refused_at_start_and_changes_nothing_later()
    {
        var certificates = new SiloCertificates(folder.Files, clock, NullLoggerFactory.Instance);
        var first = certificates.Now();
        using var another = new TestAuthority("another");
        using var between = folder.Authority.Under("between");
        foreach (var (certificate, why) in ((X509Certificate2, string)[])
        [
            (another.Issue("clearance-silo"), "PartialChain"),
            (between.Issue("clearance-silo"), "PartialChain"),
            (folder.Authority.Issue("clearance-silo", TimeSpan.FromHours(-2), TimeSpan.FromHours(-1)), "NotTimeValid"),
            (folder.Authority.Issue("clearance-silo", use: TestAuthority.ServerUse), "NotValidForUsage"),
        ])
        {
            folder.Write(certificate);
            Refused(folder.Options).ShouldContain($"no silo that has the same authorities takes it ({why}");
            clock.Pass(SiloCertificates.BetweenLooks);
            certificates.Now().ShouldBeSameAs(first, why);
        }

        // With the one above it, which is no authority of its own.
        using var above = between.Certificate;
        folder.Write(between.Issue("clearance-silo"));
        folder.Write("silo.pem", File.ReadAllText(folder.Path("silo.pem")) + "\n" + above.ExportCertificatePem());
        clock.Pass(SiloCertificates.BetweenLooks);
        certificates.Now().ShouldNotBeSameAs(first);
        folder.Write("authority.pem", above.ExportCertificatePem());
        Refused(folder.Options).ShouldContain("no silo that has the same authorities takes it (");
    }

    [Fact]
    public void In_production_silos_ask_each_other_who_they_are()
    {
        using var access = new AccessFolder();
        using var certificate = AccessFolder.Certificate("localhost");
        string[] safe =
        [
            "--data", Path.GetTempPath(), "--urls", "https://127.0.0.1:0", "--Clearance:Profile", "Production", .. access.Options,
            .. access.WriteTls(certificate), .. Store,
        ];
        Should.Throw<SettingsException>(() => SettingsReader.Read(safe)).Message
            .ShouldBe("Clearance:Profile is 'Production': Clearance:Cluster:Tls:Certificate must be set, or anybody who reaches a silo is taken for one.");
        SettingsReader.Read([.. safe, .. folder.Options]).Settings.SiloFiles.AreSet.ShouldBeTrue();
    }

    private static string Refused(string[] options, bool cluster = true) => Should.Throw<SettingsException>(
        () => SettingsReader.Read(["--data", Path.GetTempPath(), .. cluster ? Store : [], .. options])).Message;

    /// <summary>A clock that goes when it is told to.</summary>
    private sealed class HandClock : TimeProvider
    {
        private long now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Pass(TimeSpan time) => now += time.Ticks;

        public override long GetTimestamp() => now;
    }
}
