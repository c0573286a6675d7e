using Clearance.Silo.Tests.Running;

namespace Clearance.Kafka.Tests;

public sealed class OptionTests
{
    [Fact]
    public async Task A_property_the_client_does_not_know_is_refused_in_one_clear_line()
    {
        var data = Directory.CreateTempSubdirectory("clearance-").FullName;
        var (code, output, error) = await EngineProcess.Run(
        [
            "--urls", "http://127.0.0.1:0", "--data", data,
            "--Clearance:Kafka:Bootstrap", "127.0.0.1:1", "--Clearance:Kafka:Client:no.such.property", "1",
        ]);
        var opened = Directory.GetFileSystemEntries(data);
        Directory.Delete(data, recursive: true);

        code.ShouldBe(2);
        output.ShouldBeEmpty();
        error.Trim().Split('\n').ShouldHaveSingleItem().ShouldStartWith(
            "Clearance cannot start: Clearance:Kafka:Bootstrap is '127.0.0.1:1': ");
        error.ShouldContain("no.such.property");
        opened.ShouldBeEmpty("the engine was opened for settings it cannot start with");
    }
}
