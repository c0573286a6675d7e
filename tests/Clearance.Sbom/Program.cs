using Clearance.Sbom;

// dotnet run --project tests/Clearance.Sbom -- (sbom | pins) true|false
//   sbom   the bill of materials of the build with or without Orleans, in CycloneDX
//   pins   the list that docs/security keeps, one package a line
if (args is not ["sbom" or "pins", "true" or "false"])
{
    Console.Error.WriteLine("Clearance.Sbom (sbom|pins) true|false: of the build with or without Orleans, restored in this folder");
    return 2;
}

try
{
    var packages = PackageGraph.Of(Environment.CurrentDirectory, bool.Parse(args[1]));
    using var output = Console.OpenStandardOutput();
    output.Write(args[0] == "sbom"
        ? Bom.Write(packages, typeof(Package).Assembly.GetName().Version!.ToString(3))
        : System.Text.Encoding.UTF8.GetBytes(string.Concat(packages.Select(static it => $"{it}\n"))));
    return 0;
}
catch (InvalidOperationException notRestored)
{
    Console.Error.WriteLine(notRestored.Message);
    return 1;
}
