namespace Clearance.Sbom;

/// <summary>A package of the programs that are shipped, as it was restored.</summary>
/// <param name="Name">Its id.</param>
/// <param name="Version">Its version.</param>
/// <param name="Licence">Its licence, by SPDX's name; null: nobody knows.</param>
/// <param name="Sha512">Of the package's file, in hexadecimal digits; empty where it is not said.</param>
/// <param name="IsShipped">Whether anything of it is in the output; otherwise it only takes part in the build.</param>
/// <param name="Needs">The packages it depends on, by id.</param>
public sealed record Package(string Name, string Version, string? Licence, string Sha512, bool IsShipped, IReadOnlyList<string> Needs)
{
    /// <summary>Its name in every list of packages of the world.</summary>
    public string Purl => $"pkg:nuget/{Name}@{Version}";

    /// <summary>A line of the list that is kept with the source.</summary>
    public override string ToString() => $"{Name} {Version} {Licence ?? "?"}{(IsShipped ? "" : " (build)")}";
}
