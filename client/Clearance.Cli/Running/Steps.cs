using Clearance.Entities;
using Clearance.Storage;
using Spectre.Console;

namespace Clearance.Cli;

/// <summary>Long work on stores: what is done now is shown on a terminal, and what is refused is a sentence.</summary>
internal static class Steps
{
    /// <summary>Does it.</summary>
    public static async Task<T> Run<T>(Session session, Func<IProgress<string>?, Task<T>> work)
    {
        try
        {
            if (session.IsJson || !session.Out.Profile.Out.IsTerminal)
            {
                return await work(null);
            }

            return await session.Out.Status().StartAsync(
                "opening", status => work(new Progress<string>(step => status.Status(Markup.Escape(step)))));
        }
        catch (Exception refused) when (refused is StoreFormatException or StoreUnavailableException or BackupException)
        {
            throw new UsageException(refused.Message);
        }
    }
}
