using System.Collections;
using System.Reflection;
using System.Text;

namespace Clearance.Entities.Tests.Codec;

/// <summary>Everything a value says, as text: two records are the same when their printouts are.</summary>
internal static class Printout
{
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
                text.Append(instant).Append(" (").Append(instant.UtcTicks).Append(")\n");
                break;
            case byte[] bytes:
                text.Append("0x").Append(Convert.ToHexStringLower(bytes)).Append('\n');
                break;
            case IEnumerable items:
                WriteItems(text, items, depth);
                break;
            case var plain when plain.GetType().IsPrimitive || plain is Enum || IsIdentifier(plain):
                text.Append(plain).Append('\n');
                break;
            default:
                WriteMembers(text, value, depth);
                break;
        }
    }

    private static bool IsIdentifier(object value) =>
        value is Clearance.Domain.DeclarationKey or Clearance.Domain.TaxpayerId or Clearance.Domain.OfficeCode
            or Clearance.Domain.BankCode or Clearance.Domain.GuaranteeReference or Clearance.Domain.LineKey;

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
        foreach (var member in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (member.GetIndexParameters().Length == 0)
            {
                text.Append(' ', 2 * (depth + 1)).Append(member.Name).Append(": ");
                Write(text, member.GetValue(value), depth + 1);
            }
        }
    }
}
