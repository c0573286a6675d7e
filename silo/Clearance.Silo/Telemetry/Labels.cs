using System.Collections.Immutable;
using Clearance.Domain;

namespace Clearance.Silo;

/// <summary>The values of labels, each one object, so that measuring makes none.</summary>
internal static class Labels
{
    /// <summary>The four ways in.</summary>
    public static ImmutableArray<object> Streams { get; } =
        [.. Enum.GetValues<EventStream>().Select(stream => (object)EventStreams.NameOf(stream))];

    /// <summary>A label of a stream.</summary>
    public static KeyValuePair<string, object?> Of(EventStream stream) => new("stream", Streams[(int)stream]);

    /// <summary>The names of a closed list by number, in lower case; a number without a name has a label that is never told.</summary>
    public static ImmutableArray<object> Lower<T>()
        where T : struct, Enum => Named<T>(static name => name.ToLowerInvariant());

    /// <summary>The names of a closed list by number, as they are written.</summary>
    public static ImmutableArray<object> AsWritten<T>()
        where T : struct, Enum => Named<T>(static name => name);

    private static ImmutableArray<object> Named<T>(Func<string, string> write)
        where T : struct, Enum
    {
        var values = Enum.GetValues<T>();
        var labels = new object[values.Max(static value => Convert.ToInt32(value, null)) + 1];
        Array.Fill(labels, "none");
        foreach (var value in values)
        {
            labels[Convert.ToInt32(value, null)] = write(value.ToString());
        }

        return [.. labels];
    }
}
