using System.Reflection.Metadata;
using System.Text;
using Clearance.Grains.Tests.Messages;

namespace Clearance.Grains.Tests.Contract;

/// <summary>What silos of two versions must agree on: names, numbers and bytes. It is changed on purpose, or not at all.</summary>
public sealed class ContractTests
{
    private const string Alias = "Orleans.AliasAttribute";
    private const char Newline = '\n';

    [Fact]
    public void The_contract_between_silos_is_the_one_written_down()
    {
        var written = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Contract", "contract.txt"));
        Surface().Split(Newline).ShouldBe(written.Split(Newline));
    }

    private static string Surface()
    {
        using var file = new MetadataFile(Path.Combine(AppContext.BaseDirectory, "Clearance.Grains.dll"));
        var text = new StringBuilder();
        foreach (var type in file.Types.Where(type => IsOurs(file, type)).OrderBy(file.NameOf, StringComparer.Ordinal))
        {
            Write(text, file, type);
        }

        foreach (var (name, body, _) in Samples.All)
        {
            text.Append(name).Append(" = ").Append(Convert.ToHexStringLower(body)).Append('\n');
        }

        return text.ToString();
    }

    private static bool IsOurs(MetadataFile file, TypeDefinition type) =>
        file.Reader.GetString(type.Namespace) == "Clearance.Grains";

    private static void Write(StringBuilder text, MetadataFile file, TypeDefinition type)
    {
        var alias = file.AttributeOf(type.GetCustomAttributes(), Alias);
        var grain = file.AttributeOf(type.GetCustomAttributes(), "Orleans.GrainTypeAttribute");
        if ((alias ?? grain) is not { } name)
        {
            return;
        }

        text.Append(alias is null ? "grain " : "type ").Append(name).Append(": ").Append(file.NameOf(type)).Append('\n');
        foreach (var handle in type.GetMethods())
        {
            var method = file.Reader.GetMethodDefinition(handle);
            if (file.AttributeOf(method.GetCustomAttributes(), Alias) is { } methodAlias)
            {
                var interleaves = file.AttributeOf(method.GetCustomAttributes(), "Orleans.Concurrency.AlwaysInterleaveAttribute");
                text.Append("  ").Append(methodAlias).Append(": ").Append(file.SignatureOf(method))
                    .Append(interleaves is null ? string.Empty : ", interleaves").Append('\n');
            }
        }

        foreach (var handle in type.GetProperties())
        {
            var property = file.Reader.GetPropertyDefinition(handle);
            if (file.AttributeOf(property.GetCustomAttributes(), "Orleans.IdAttribute") is { } id)
            {
                var of = property.DecodeSignature(MetadataNames.Instance, null).ReturnType;
                text.Append("  ").Append(id).Append(": ").Append(of).Append('\n');
            }
        }
    }
}
