using System.Net;
using System.Net.Sockets;

namespace Clearance.Testing.Stores;

/// <summary>A port of this machine that nobody listens on, for a server that is to keep it though it is killed and started again.</summary>
public static class FreePort
{
    /// <summary>Below those that Linux gives to whoever connects: one of them would be taken while the server is down.</summary>
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
                // Somebody listens there.
            }
        }
    }
}
