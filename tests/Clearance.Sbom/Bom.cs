using System.Diagnostics;
using System.Text.Json;

namespace Clearance.Sbom;

/// <summary>A bill of materials in CycloneDX 1.6: the same bytes for the same packages.</summary>
public static class Bom
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    /// <summary>Writes it.</summary>
    /// <param name="packages">What was restored.</param>
    /// <param name="version">The product's version.</param>
    public static byte[] Write(IReadOnlyList<Package> packages, string version)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Indented))
        {
            json.WriteStartObject();
            json.WriteString("bomFormat", "CycloneDX");
            json.WriteString("specVersion", "1.6");
            json.WriteNumber("version", 1);
            WriteProduct(json, version);
            json.WriteStartArray("components");
            foreach (var package in packages)
            {
                Write(json, package);
            }

            WriteNative(json);
            json.WriteEndArray();
            WriteNeeds(json, packages);
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    /// <summary>The version of Debian's Kafka client on this machine, which the engine loads; null: it is not there.</summary>
    public static string? NativeVersion()
    {
        try
        {
            using var query = Process.Start(new ProcessStartInfo("dpkg-query", ["-W", "-f=${Version}", "librdkafka1"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var version = query.StandardOutput.ReadToEnd().Trim();
            query.WaitForExit();
            return query.ExitCode == 0 && version.Length > 0 ? version : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null; // No Debian.
        }
    }

    private static void WriteProduct(Utf8JsonWriter json, string version)
    {
        json.WriteStartObject("metadata");
        json.WriteStartObject("component");
        json.WriteString("type", "application");
        json.WriteString("bom-ref", "clearance");
        json.WriteString("name", "Clearance");
        json.WriteString("version", version);
        WriteLicence(json, "Apache-2.0");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Package package)
    {
        json.WriteStartObject();
        json.WriteString("type", "library");
        json.WriteString("bom-ref", package.Purl);
        json.WriteString("name", package.Name);
        json.WriteString("version", package.Version);
        json.WriteString("scope", package.IsShipped ? "required" : "excluded");
        json.WriteStartArray("hashes");
        json.WriteStartObject();
        json.WriteString("alg", "SHA-512");
        json.WriteString("content", package.Sha512);
        json.WriteEndObject();
        json.WriteEndArray();
        if (package.Licence is { } licence)
        {
            WriteLicence(json, licence);
        }

        json.WriteString("purl", package.Purl);
        json.WriteEndObject();
    }

    private static void WriteNative(Utf8JsonWriter json)
    {
        if (NativeVersion() is not { } version)
        {
            return;
        }

        json.WriteStartObject();
        json.WriteString("type", "library");
        json.WriteString("bom-ref", "librdkafka1");
        json.WriteString("name", "librdkafka1");
        json.WriteString("version", version);
        json.WriteString("scope", "optional");
        WriteLicence(json, "BSD-2-Clause");
        json.WriteString("purl", $"pkg:deb/debian/librdkafka1@{version}");
        json.WriteEndObject();
    }

    private static void WriteLicence(Utf8JsonWriter json, string licence)
    {
        json.WriteStartArray("licenses");
        json.WriteStartObject();
        json.WriteStartObject("license");
        json.WriteString("id", licence);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteNeeds(Utf8JsonWriter json, IReadOnlyList<Package> packages)
    {
        var purls = packages.ToDictionary(static it => it.Name, static it => it.Purl, StringComparer.OrdinalIgnoreCase);
        json.WriteStartArray("dependencies");
        foreach (var package in packages)
        {
            json.WriteStartObject();
            json.WriteString("ref", package.Purl);
            json.WriteStartArray("dependsOn");

            // What the runtime itself brings is pruned, and no package.
            foreach (var need in package.Needs.Where(purls.ContainsKey).Order(StringComparer.Ordinal))
            {
                json.WriteStringValue(purls[need]);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
