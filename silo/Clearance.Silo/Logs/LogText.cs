using System.Data.Common;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>What of an entry may be in the log: nothing that says whose goods or money it is about, and nothing that looks like another line.</summary>
/// <remarks>
/// An exception of the engine's own, or of the base library, may quote what it met: an id, a number, a whole event. Of those the type
/// and the place are written; the message only of those that speak of disks, networks and databases.
/// </remarks>
internal static partial class LogText
{
    /// <summary>What stands for a number that may be a taxpayer's, a declaration's, a slip's or an account's.</summary>
    public const string Left = "…";

    /// <summary>A text with long numbers, ids of events and control characters taken out.</summary>
    public static string Plain(string text)
    {
        var plain = Numbers().Replace(text, Left);
        return Controls().Replace(plain, " ");
    }

    /// <summary>An exception in one line, what caused it behind it.</summary>
    public static string Of(Exception exception)
    {
        var text = new StringBuilder();
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            text.Append(text.Length == 0 ? "" : " <- ").Append(e.GetType().FullName);
            if (SpeaksOfMachines(e))
            {
                text.Append(": ").Append(e.Message);
            }

            if (e.StackTrace is { } stack)
            {
                text.Append(' ').Append(stack.Trim());
            }
        }

        return Plain(text.ToString());
    }

    private static bool SpeaksOfMachines(Exception e) =>
        e is IOException or SocketException or DbException or HttpRequestException or TimeoutException or UnauthorizedAccessException
            or StoreUnavailableException or CommitOutcomeUnknownException || e.GetType().Namespace == "Confluent.Kafka";

    // Nine digits and more, also in groups; and ids as banks and customs write them: BIDV:FT26306.
    [GeneratedRegex(@"\d(?:[\d]|[ .\-](?=\d{3})){8,}\d*|\b(?=[A-Z0-9]*[A-Z])[A-Z0-9]{2,11}:[A-Za-z0-9:._/\-]*\d[A-Za-z0-9:._/\-]*", RegexOptions.CultureInvariant)]
    private static partial Regex Numbers();

    [GeneratedRegex(@"[\p{Cc}\p{Cf}\u2028\u2029]+", RegexOptions.CultureInvariant)]
    private static partial Regex Controls();
}
