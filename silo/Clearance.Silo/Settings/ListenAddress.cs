using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Clearance.Silo;

/// <summary>An address to listen on: plain HTTP on this machine, or HTTPS, which others may reach once it is said who may call.</summary>
/// <param name="Ip">The address; null for <c>localhost</c>, which is 127.0.0.1 and [::1]; <see cref="IPAddress.None"/> for another name.</param>
/// <param name="Port">The port; 0 lets the system choose.</param>
/// <param name="IsTls">Whether it is HTTPS.</param>
internal sealed record ListenAddress(IPAddress? Ip, int Port, bool IsTls = false)
{
    /// <summary>What a list of addresses must be, for people.</summary>
    public const string Rule =
        "it must be http://127.0.0.1:PORT, http://[::1]:PORT or http://localhost:PORT, several separated by ';', or the same with https";

    private const string LoopbackOnly =
        "it is reachable from other machines, and access control is not configured; only loopback addresses are allowed";

    /// <summary>Why it is not listened on as everything else is set; null: it is.</summary>
    public string? Fault(SiloSettings settings)
    {
        var isHere = Ip is null || IPAddress.IsLoopback(Ip);
        return !isHere && !settings.HasAccess ? LoopbackOnly
            : IPAddress.None.Equals(Ip) ? "it must name an address of this machine by its digits"
            : !isHere && !IsTls ? "it is reachable from other machines, so it must be https"
            : IsTls && !settings.HasTls ? $"{Rule}; https needs Clearance:Tls:Certificate"
            : null;
    }

    /// <summary>Reads a list of addresses.</summary>
    /// <param name="text">As the operator wrote it.</param>
    /// <param name="addresses">The addresses.</param>
    /// <param name="fault">Why not.</param>
    public static bool TryParseList(
        string text, out IReadOnlyList<ListenAddress> addresses, [NotNullWhen(false)] out string? fault)
    {
        var list = new List<ListenAddress>();
        addresses = list;
        foreach (var part in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!TryParse(part, out var address, out fault))
            {
                return false;
            }

            list.Add(address);
        }

        fault = list.Count == 0 ? Rule : null;
        return fault is null;
    }

    private static bool TryParse(
        string text, [NotNullWhen(true)] out ListenAddress? address, [NotNullWhen(false)] out string? fault)
    {
        address = null;
        fault = Rule;

        // All addresses of the machine, as other servers write it.
        var written = text.Replace("://*", "://[::]", StringComparison.Ordinal).Replace("://+", "://[::]", StringComparison.Ordinal);
        if (!Uri.TryCreate(written, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps)
            || uri.PathAndQuery != "/" || uri.UserInfo.Length > 0 || uri.Fragment.Length > 0)
        {
            return false;
        }

        var isTls = uri.Scheme == Uri.UriSchemeHttps;
        var isLocalhost = uri.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase);
        fault = isLocalhost && uri.Port == 0 ? "port 0 needs an address, not a name" : null;
        address = new ListenAddress(
            isLocalhost ? null : IPAddress.TryParse(uri.Host, out var ip) ? ip : IPAddress.None, uri.Port, isTls);
        return fault is null;
    }
}
