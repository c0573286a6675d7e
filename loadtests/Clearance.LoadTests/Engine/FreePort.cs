using System.Net;
using System.Net.Sockets;

namespace Clearance.LoadTests;

/// <summary>Ports of this machine that nobody listens on.</summary>
internal static class FreePort
{
    /// <summary>Below those that Linux gives to whoever connects: one of them would be taken while its engine is down.</summary>
    private const int First = 15_000;

    private const int Last = 32_000;

    /// <summary>Finds one.</summary>
    public static int Find()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, Last);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it.
            }
        }
    }
}
