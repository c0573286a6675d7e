using System.Diagnostics;

namespace Clearance.Entities;

/// <summary>Where spans come from. Without a listener none is made; none names a taxpayer, a declaration or an event.</summary>
public static class Tracing
{
    /// <summary>The name of the source, and of the meter.</summary>
    public const string Name = "Clearance";

    private const int LinksMax = 32;

    /// <summary>The source.</summary>
    public static ActivitySource Source { get; } = new(Name);

    /// <summary>Links to what led to a span, each once and not too many: a batch comes of many.</summary>
    public static IReadOnlyList<ActivityLink> LinksTo(IEnumerable<ActivityContext> contexts)
    {
        ArgumentNullException.ThrowIfNull(contexts);
        var links = new List<ActivityLink>();
        foreach (var context in contexts)
        {
            if (links.Count < LinksMax && context != default && !links.Exists(link => link.Context == context))
            {
                links.Add(new ActivityLink(context));
            }
        }

        return links;
    }
}
