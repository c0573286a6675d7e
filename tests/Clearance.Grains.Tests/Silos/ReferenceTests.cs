using System.Reflection;
using System.Reflection.Metadata;
using Clearance.Grains.Tests.Contract;

namespace Clearance.Grains.Tests.Silos;

/// <summary>What we compile against where there is no Orleans is what Orleans has.</summary>
public sealed class ReferenceTests
{
    [Fact]
    public void Every_signature_declared_is_one_of_Orleans()
    {
        var declared = FactsIn("Orleans.CompileOnly.dll").ToList();
        declared.Count.ShouldBeGreaterThan(50);
        var real = new HashSet<string>(
            Directory.EnumerateFiles(AppContext.BaseDirectory, "Orleans.*.dll")
                .Select(path => Path.GetFileName(path))
                .Where(name => name != "Orleans.CompileOnly.dll")
                .SelectMany(FactsIn));
        declared.Where(fact => !real.Contains(fact)).ShouldBeEmpty();
    }

    private static IEnumerable<string> FactsIn(string name)
    {
        using var file = new MetadataFile(Path.Combine(AppContext.BaseDirectory, name));
        var facts = new List<string>();
        foreach (var type in file.Types.Where(type => (type.Attributes & TypeAttributes.Public) != 0))
        {
            AddType(facts, file, type);
            AddMembers(facts, file, type);
        }

        return facts;
    }

    private static void AddType(List<string> facts, MetadataFile file, TypeDefinition type)
    {
        var name = file.NameOf(type);
        var kind = type.Attributes & (TypeAttributes.Interface | TypeAttributes.Abstract | TypeAttributes.Sealed);
        facts.Add($"{name} is {kind}");
        foreach (var handle in type.GetInterfaceImplementations())
        {
            facts.Add($"{name} : {MetadataNames.Of(file.Reader, file.Reader.GetInterfaceImplementation(handle).Interface)}");
        }

        if (!type.BaseType.IsNil && MetadataNames.Of(file.Reader, type.BaseType) is "System.ValueType" or "System.Exception")
        {
            facts.Add($"{name} : {MetadataNames.Of(file.Reader, type.BaseType)}");
        }

        if (file.AttributeOf(type.GetCustomAttributes(), "System.AttributeUsageAttribute") is { } usage)
        {
            facts.Add($"{name} goes on {usage}");
        }

        AddConstraints(facts, file, name, type.GetGenericParameters());
    }

    private static void AddMembers(List<string> facts, MetadataFile file, TypeDefinition type)
    {
        const MethodAttributes Told = MethodAttributes.MemberAccessMask | MethodAttributes.Static | MethodAttributes.Virtual
            | MethodAttributes.Abstract;
        foreach (var handle in type.GetMethods())
        {
            var method = file.Reader.GetMethodDefinition(handle);
            var access = method.Attributes & MethodAttributes.MemberAccessMask;
            var isSeen = access is MethodAttributes.Public or MethodAttributes.Family;
            var isAbstractBase = file.Reader.GetString(method.Name) == ".ctor" && access == MethodAttributes.Family;
            if (isSeen && !isAbstractBase)
            {
                var name = $"{file.NameOf(type)}.{file.SignatureOf(method)}";
                facts.Add($"{name} is {method.Attributes & Told}");
                AddConstraints(facts, file, name, method.GetGenericParameters());
            }
        }
    }

    private static void AddConstraints(
        List<string> facts, MetadataFile file, string of, GenericParameterHandleCollection parameters)
    {
        foreach (var handle in parameters)
        {
            var parameter = file.Reader.GetGenericParameter(handle);
            facts.Add($"{of}, {parameter.Index} is {parameter.Attributes}");
            foreach (var constraint in parameter.GetConstraints())
            {
                var type = file.Reader.GetGenericParameterConstraint(constraint).Type;
                facts.Add($"{of}, {parameter.Index} : {MetadataNames.Of(file.Reader, type)}");
            }
        }
    }
}
