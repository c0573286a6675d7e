namespace Clearance.Silo.Tests.Access;

/// <summary>S7, and what else the profile Production refuses: one line each, at start.</summary>
public sealed class ProductionTests : IDisposable
{
    private readonly AccessFolder folder = new();
    private readonly string[] safe;

    public ProductionTests()
    {
        using var certificate = AccessFolder.Certificate("localhost");
        safe = ["--data", Path.GetTempPath(), "--urls", "https://127.0.0.1:0", "--Clearance:Profile", "Production",
            .. folder.Options, .. folder.WriteTls(certificate)];
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_is_safe_starts() => SettingsReader.Read(safe).Settings.IsProduction.ShouldBeTrue();

    [Theory]
    [InlineData("--Clearance:Access:File=", "Clearance:Access:File must say who may call")]
    [InlineData("--urls=http://127.0.0.1:0", "every address of Clearance:Urls must be https")]
    [InlineData("--urls=https://127.0.0.1:0;http://localhost:5080", "every address of Clearance:Urls must be https")]
    [InlineData("--Clearance:Kafka:Bootstrap=a:1", "Clearance:Kafka:Client:security.protocol must be SSL or SASL_SSL")]
    [InlineData("--Clearance:Kafka:Bootstrap=a:1 --Clearance:Kafka:Client:security.protocol=PLAINTEXT", "security.protocol must be SSL or SASL_SSL")]
    [InlineData("--Clearance:Kafka:Bootstrap=a:1 --Clearance:Kafka:Client:security.protocol=SASL_PLAINTEXT", "security.protocol must be SSL or SASL_SSL")]
    [InlineData("--Clearance:Kafka:Bootstrap=a:1 --Clearance:Kafka:Client:security.protocol=SSL --Clearance:Kafka:Client:enable.ssl.certificate.verification=false", "must not be turned off")]
    [InlineData("--Clearance:Kafka:Bootstrap=a:1 --Clearance:Kafka:Client:security.protocol=SSL", "ssl.endpoint.identification.algorithm must be https")]
    [InlineData("--Clearance:Store:Provider=postgres --Clearance:Store:Postgres:ConnectionString=Host=db;Database=c", "must have SSL Mode=VerifyFull")]
    [InlineData("--Clearance:Store:Provider=postgres --Clearance:Store:Postgres:ConnectionString=Host=db;SslMode=Require", "must have SSL Mode=VerifyFull")]
    [InlineData("--Clearance:Store:Provider=postgres --Clearance:Store:Postgres:ConnectionString=Host=db;SslMode=VerifyCA", "must have SSL Mode=VerifyFull")]
    [InlineData("--Clearance:Store:Provider=postgres --Clearance:Store:Postgres:ConnectionString=Host=/run/pg,db", "must have SSL Mode=VerifyFull")]
    [InlineData("--Clearance:Store:Provider=postgres --Clearance:Store:Postgres:ConnectionString=Password=secret;Nonsense", "ConnectionString cannot be read")]
    [InlineData("--Clearance:Test:DeliveryDelay=00:00:00", "Clearance:Test:DeliveryDelay is for tests")]
    public void What_is_unsafe_is_refused(string options, string why)
    {
        var refused = Should.Throw<SettingsException>(() => SettingsReader.Read([.. safe, .. options.Split(' ')]));
        refused.Message.ShouldStartWith("Clearance:Profile is 'Production': ");
        refused.Message.ShouldContain(why);
        refused.Message.ShouldNotContain("\n");
        refused.Message.ShouldNotContain("secret");
    }

    [Theory]
    [InlineData("short-key-of-20-chars")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("changemechangemechangemechangeme")]
    public void A_dashboard_needs_a_key_that_is_not_guessed(string key)
    {
        if (!SiloSettings.HasDashboard)
        {
            return;
        }

        string[] dashboard = [.. safe, "--host", "Orleans", "--Clearance:Cluster:DashboardPort", "5081", "--Clearance:Cluster:DashboardKey", key];
        Should.Throw<SettingsException>(() => SettingsReader.Read(dashboard)).Message
            .ShouldBe("Clearance:Profile is 'Production': Clearance:Cluster:DashboardKey must have at least 32 characters, 10 of them different.");
    }

    [Theory]
    [InlineData("--Clearance:Kafka:Bootstrap=a:1 --Clearance:Kafka:Client:security.protocol=sasl_ssl --Clearance:Kafka:Client:ssl.endpoint.identification.algorithm=https")]
    [InlineData("--Clearance:Store:Provider=postgres --Clearance:Store:Postgres:ConnectionString=Host=db;SslMode=VerifyFull")]
    [InlineData("--Clearance:Store:Provider=postgres --Clearance:Store:Postgres:ConnectionString=Host=/run/postgresql")]
    [InlineData("--urls=https://0.0.0.0:0")]
    [InlineData("--urls=https://*:0")]
    public void What_is_safe_in_another_way_starts_too(string options) =>
        SettingsReader.Read([.. safe, .. options.Split(' ')]).Settings.IsProduction.ShouldBeTrue();

    [Theory]
    [InlineData("--urls=http://0.0.0.0:0", "so it must be https")]
    [InlineData("--urls=https://clearance.example:0", "it must name an address of this machine by its digits")]
    [InlineData("--Clearance:Tls:Key=", "it and Clearance:Tls:Key are set together")]
    [InlineData("--Clearance:Tls:Certificate=", "it and Clearance:Tls:Key are set together")]
    [InlineData("--Clearance:Tls:Certificate=/dev/null", "Clearance:Tls:Certificate is '/dev/null': it must be a certificate in PEM")]
    [InlineData("--Clearance:Profile=Test", "it must be Development or Production")]
    [InlineData("--Clearance:Access:Hosts=a/b", "it must be names or addresses without a port")]
    public void In_any_profile_others_reach_the_engine_only_by_https_and_when_it_is_said_who_may(string option, string why) =>
        Should.Throw<SettingsException>(() => SettingsReader.Read([.. safe, option])).Message.ShouldContain(why);

    [Fact]
    public void A_certificate_alone_opens_the_engine_to_nobody()
    {
        Should.Throw<SettingsException>(() => SettingsReader.Read(
                [.. safe, "--urls=https://0.0.0.0:0", "--Clearance:Access:File=", "--Clearance:Profile=Development"])).Message
            .ShouldContain("reachable from other machines, and access control is not configured");
    }

    [Fact]
    public void The_key_of_another_certificate_is_refused()
    {
        using var other = AccessFolder.Certificate("other");
        var certificate = File.ReadAllText(folder.Path("tls.pem"));
        folder.WriteTls(other);
        folder.Write("tls.pem", certificate);
        Should.Throw<SettingsException>(() => SettingsReader.Read(safe)).Message.ShouldContain("it must be a certificate in PEM whose key is in");
    }
}
