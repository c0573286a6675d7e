using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Clearance.Silo;

/// <summary>An address to listen on: plain HTTP on this machine, while there is no access control.</summary>
/// <param name="Ip">The address; null for <c>localhost</c>, which is 127.0.0.1 and [::1].</param>
/// <param name="Port">The port; 0 lets the system choose.</param>
internal sealed record ListenAddress(IPAddress? Ip, int Port)
{
    /// <summary>What a list of addresses must be, for people.</summary>
    public const string Rule =
        "it must be http://127.0.0.1:PORT, http://[::1]:PORT or http://localhost:PORT, several separated by ';'";

    private const string LoopbackOnly =
        "it is reachable from other machines, and access control is not configured; only loopback addresses are allowed";

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
        if (text.StartsWith("http://*", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("http://+", StringComparison.OrdinalIgnoreCase))
        {
            fault = LoopbackOnly;
            return false;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp
            || uri.PathAndQuery != "/" || uri.UserInfo.Length > 0 || uri.Fragment.Length > 0)
        {
            return false;
        }

        if (uri.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            address = new ListenAddress(null, uri.Port);
            fault = uri.Port == 0 ? "port 0 needs an address, not a name" : null;
            return fault is null;
        }

        if (!IPAddress.TryParse(uri.Host, out var ip) || !IPAddress.IsLoopback(ip))
        {
            fault = LoopbackOnly;
            return false;
        }

        address = new ListenAddress(ip, uri.Port);
        fault = null;
        return true;
    }
}
