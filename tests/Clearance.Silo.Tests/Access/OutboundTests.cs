using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Clearance.Silo.Tests.Access;

/// <summary>S9, S15: nothing that is sent names an address the engine calls, or a type it makes: it calls nobody by HTTP, and reads nothing by reflection.</summary>
public sealed class OutboundTests
{
    private static readonly string[] Calls =
        ["System.Net.Http.HttpClient", "System.Net.WebRequest", "System.Net.WebClient", "System.Net.Sockets.TcpClient", "System.Net.Sockets.Socket"];

    private static readonly string[] Makes =
    [
        "System.Runtime.Serialization.Formatters.Binary.BinaryFormatter", "System.Xml.Serialization.XmlSerializer", "System.Text.Json.JsonSerializer",
        "System.Runtime.Serialization.DataContractSerializer", "System.Xml.XmlDocument",
    ];

    [Theory]
    [InlineData("Clearance.Domain")]
    [InlineData("Clearance.Entities")]
    [InlineData("Clearance.Silo")]
    public void It_calls_nobody_and_makes_no_type_that_is_named_to_it(string assembly)
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, $"{assembly}.dll"));
        using var pe = new PEReader(file);
        var metadata = pe.GetMetadataReader();
        var used = metadata.TypeReferences.Select(metadata.GetTypeReference)
            .Select(type => $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}").ToList();
        used.Count.ShouldBeGreaterThan(50);
        used.Intersect([.. Calls, .. Makes]).ShouldBeEmpty();
    }
}
