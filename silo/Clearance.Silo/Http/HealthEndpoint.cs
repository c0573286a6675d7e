using System.Text.Json;

namespace Clearance.Silo;

/// <summary>Whether the process lives, and whether it should be asked.</summary>
internal sealed class HealthEndpoint(Readiness readiness, SiloSettings settings)
{
    /// <summary><c>GET /healthz</c>: the process answers.</summary>
    public static Task Alive(HttpContext context) =>
        JsonAnswer.Write(context.Response, SiloProcess.Version, static (json, version) => Write(json, "alive"u8, version));

    /// <summary><c>GET /readyz</c>: the store is held and takes commits, and events of Kafka are taken where it is read.</summary>
    public async Task Ready(HttpContext context)
    {
        if (await readiness.NotReady() is { } why)
        {
            await Problem.Unavailable("NotReady", settings.HasAccess ? "Not ready; the log says why." : $"Not ready: {why}.").Write(context.Response);
            return;
        }

        await JsonAnswer.Write(context.Response, SiloProcess.Version, static (json, version) => Write(json, "ready"u8, version));
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> status, string version)
    {
        json.WriteStartObject();
        json.WriteString("status"u8, status);
        json.WriteString("version"u8, version);
        json.WriteEndObject();
    }
}
