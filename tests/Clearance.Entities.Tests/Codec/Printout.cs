using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using System.Text;

namespace Clearance.Entities.Tests.Codec;

/// <summary>Everything a record holds, as text: two records are the same when their printouts are.</summary>
/// <remarks>It asks no type how it likes to be shown, so that another way to show one is not another record.</remarks>
internal static class Printout
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Members = [];

    public static string Of(object? value)
    {
        var text = new StringBuilder();
        Write(text, value, 0);
        return text.ToString();
    }

    private static void Write(StringBuilder text, object? value, int depth)
    {
        switch (value)
        {
            case null:
                text.Append("null\n");
                break;
            case string s:
                text.Append('\'').Append(s).Append("'\n");
                break;
            case DateOnly date:
                text.Append(date.ToString("yyyy-MM-dd")).Append('\n');
                break;
            case Clearance.Domain.Instant instant:
                text.Append(instant.UtcTicks).Append(IsOfCalendar(instant) ? $" {new DateTime(instant.UtcTicks):o}\n" : "\n");
                break;
            case byte[] bytes:
                text.Append("0x").Append(Convert.ToHexStringLower(bytes)).Append('\n');
                break;
            case IEnumerable items:
                WriteItems(text, items, depth);
                break;
            case Clearance.Domain.DeclarationKey key:
                text.Append(key.Value).Append('\n');
                break;
            case Clearance.Domain.TaxpayerId taxpayer:
                text.Append(taxpayer.Value).Append('\n');
                break;
            case var plain when plain.GetType().IsPrimitive || plain is Enum:
                text.Append(plain).Append('\n');
                break;
            default:
                WriteMembers(text, value, depth);
                break;
        }
    }

    private static bool IsOfCalendar(Clearance.Domain.Instant instant) =>
        instant.UtcTicks >= 0 && instant.UtcTicks <= DateTime.MaxValue.Ticks;

    private static void WriteItems(StringBuilder text, IEnumerable items, int depth)
    {
        text.Append('\n');
        foreach (var item in items)
        {
            text.Append(' ', 2 * (depth + 1)).Append("- ");
            Write(text, item, depth + 1);
        }
    }

    private static void WriteMembers(StringBuilder text, object value, int depth)
    {
        text.Append(value.GetType().Name).Append('\n');
        foreach (var member in Members.GetOrAdd(value.GetType(), MembersOf))
        {
            text.Append(' ', 2 * (depth + 1)).Append(member.Name).Append(": ");
            Write(text, member.GetValue(value), depth + 1);
        }
    }

    /// <summary>What is set from outside, not what is computed of it.</summary>
    private static PropertyInfo[] MembersOf(Type type)
    {
        var all = type.GetProperties(BindingFlags.Public | BindingFlags.Instance);
        var set = Array.FindAll(all, member => member.SetMethod is { IsPublic: true });
        return set.Length > 0 ? set : all;
    }
}
