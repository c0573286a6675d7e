using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Clearance.Grains.Tests.Contract;

/// <summary>An assembly read as a file: its types, members and attributes, without loading anything.</summary>
internal sealed class MetadataFile : IDisposable
{
    private readonly PEReader _file;

    public MetadataFile(string path)
    {
        _file = new PEReader(File.OpenRead(path));
        Reader = _file.GetMetadataReader();
    }

    public MetadataReader Reader { get; }

    /// <summary>Types at the top level that people wrote.</summary>
    public IEnumerable<TypeDefinition> Types =>
        from handle in Reader.TypeDefinitions
        let type = Reader.GetTypeDefinition(handle)
        where !type.IsNested && !Reader.GetString(type.Name).StartsWith('<')
        select type;

    public void Dispose() => _file.Dispose();

    public string NameOf(TypeDefinition type)
    {
        var space = Reader.GetString(type.Namespace);
        return space.Length == 0 ? Reader.GetString(type.Name) : $"{space}.{Reader.GetString(type.Name)}";
    }

    /// <summary>A method as text: name, parameters with their defaults, result.</summary>
    public string SignatureOf(MethodDefinition method)
    {
        var signature = method.DecodeSignature(MetadataNames.Instance, null);
        var parameters = new string[signature.ParameterTypes.Length];
        signature.ParameterTypes.CopyTo(parameters);
        foreach (var handle in method.GetParameters())
        {
            var parameter = Reader.GetParameter(handle);
            if (parameter.SequenceNumber > 0 && !parameter.GetDefaultValue().IsNil)
            {
                parameters[parameter.SequenceNumber - 1] += $" = {Constant(parameter.GetDefaultValue())}";
            }
        }

        var arity = signature.GenericParameterCount > 0 ? $"`{signature.GenericParameterCount}" : string.Empty;
        var name = Reader.GetString(method.Name);
        return $"{name}{arity}({string.Join(", ", parameters)}) : {signature.ReturnType}";
    }

    /// <summary>The first argument of an attribute, as text; empty when it has none, null when it is not there.</summary>
    public string? AttributeOf(CustomAttributeHandleCollection attributes, string name)
    {
        foreach (var handle in attributes)
        {
            var attribute = Reader.GetCustomAttribute(handle);
            if (TypeOf(attribute) == name)
            {
                return FirstArgument(attribute);
            }
        }

        return null;
    }

    private string TypeOf(CustomAttribute attribute)
    {
        var type = attribute.Constructor.Kind == HandleKind.MemberReference
            ? Reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent
            : Reader.GetMethodDefinition((MethodDefinitionHandle)attribute.Constructor).GetDeclaringType();
        return MetadataNames.Of(Reader, type);
    }

    private string FirstArgument(CustomAttribute attribute)
    {
        var parameters = attribute.Constructor.Kind == HandleKind.MemberReference
            ? Reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor)
                .DecodeMethodSignature(MetadataNames.Instance, null).ParameterTypes
            : Reader.GetMethodDefinition((MethodDefinitionHandle)attribute.Constructor)
                .DecodeSignature(MetadataNames.Instance, null).ParameterTypes;
        var blob = Reader.GetBlobReader(attribute.Value);
        blob.ReadUInt16().ShouldBe((ushort)1);
        return parameters.Length == 0 ? string.Empty
            : parameters[0] == "String" ? blob.ReadSerializedString()!
            : blob.ReadUInt32().ToString();
    }

    private string Constant(ConstantHandle handle)
    {
        var constant = Reader.GetConstant(handle);
        var blob = Reader.GetBlobReader(constant.Value);
        return blob.ReadConstant(constant.TypeCode)?.ToString() ?? "null";
    }
}
