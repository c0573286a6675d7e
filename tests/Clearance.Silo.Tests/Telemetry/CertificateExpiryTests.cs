using System.Security.Cryptography.X509Certificates;
using Clearance.Kafka;
using Clearance.Silo.Tests.Access;

namespace Clearance.Silo.Tests.Telemetry;

/// <summary>The certificate that the brokers know the engine by is one of those whose end is foretold.</summary>
public sealed class CertificateExpiryTests : IDisposable
{
    private readonly X509Certificate2 engine = AccessFolder.Certificate("engine", TimeSpan.FromDays(-1), TimeSpan.FromDays(20));
    private readonly string file = Path.GetTempFileName();

    public void Dispose()
    {
        engine.Dispose();
        File.Delete(file);
    }

    [Fact]
    public void It_is_read_from_a_file_from_text_or_from_a_key_store()
    {
        File.WriteAllText(file, engine.ExportCertificatePem());
        Expiry(("ssl.certificate.location", file)).ShouldBe([("kafka", engine.NotAfter)]);
        Expiry(("ssl.certificate.pem", engine.ExportCertificatePem())).ShouldBe([("kafka", engine.NotAfter)]);
        File.WriteAllBytes(file, engine.Export(X509ContentType.Pkcs12, "changed"));
        Expiry(("ssl.keystore.location", file), ("ssl.keystore.password", "changed")).ShouldBe([("kafka", engine.NotAfter)]);
    }

    [Fact]
    public void Where_there_is_none_or_it_cannot_be_read_nothing_is_foretold()
    {
        Expiry().ShouldBeEmpty();
        Expiry(("ssl.certificate.location", file)).ShouldBeEmpty("nothing is in it");
        Expiry(("ssl.certificate.location", file + "x")).ShouldBeEmpty();
        File.WriteAllText(file, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----");
        Expiry(("ssl.certificate.location", file)).ShouldBeEmpty("the client says what is wrong with it, and does not start");
        File.WriteAllBytes(file, engine.Export(X509ContentType.Pkcs12, "changed"));
        Expiry(("ssl.keystore.location", file), ("ssl.keystore.password", "wrong")).ShouldBeEmpty();
        new KafkaCertificate(new SiloSettings()).All.ShouldBeEmpty();
    }

    private static IEnumerable<(string Purpose, DateTimeOffset NotAfter)> Expiry(params (string Name, string Value)[] properties) =>
        new KafkaCertificate(new SiloSettings
        {
            Kafka = new KafkaOptions { Bootstrap = "127.0.0.1:1", Group = "g", Client = properties.ToDictionary(static it => it.Name, static it => it.Value) },
        }).All;
}
