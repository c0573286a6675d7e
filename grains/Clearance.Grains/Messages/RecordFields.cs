using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Grains;

/// <summary>What only messages need, beside the primitives of the store's codec.</summary>
internal static class RecordFields
{
    public static void Hash(this RecordWriter writer, Hash128 value)
    {
        writer.Fixed(value.High);
        writer.Fixed(value.Low);
    }

    public static Hash128 Hash(this ref RecordReader reader) => new(reader.Fixed(), reader.Fixed());

    /// <summary>A flag, and the date when there is one.</summary>
    public static void MaybeDate(this RecordWriter writer, DateOnly? value)
    {
        writer.Byte(value is null ? (byte)0 : (byte)1);
        if (value is { } date)
        {
            writer.Date(date);
        }
    }

    public static DateOnly? MaybeDate(this ref RecordReader reader) => reader.Flag() ? reader.Date() : null;

    /// <summary>A flag, and the number when there is one. It may be below zero.</summary>
    public static void MaybeNumber(this RecordWriter writer, long? value)
    {
        writer.Byte(value is null ? (byte)0 : (byte)1);
        if (value is { } number)
        {
            writer.Signed(number);
        }
    }

    public static long? MaybeNumber(this ref RecordReader reader) => reader.Flag() ? reader.Signed() : null;

    /// <summary>A flag, and the text when there is one.</summary>
    public static void MaybeText(this RecordWriter writer, string? value)
    {
        writer.Byte(value is null ? (byte)0 : (byte)1);
        if (value is not null)
        {
            writer.Text(value);
        }
    }

    public static string? MaybeText(this ref RecordReader reader) => reader.Flag() ? reader.ShortText() : null;

    /// <summary>A flag, and the letter when there is one.</summary>
    public static void MaybeGuarantee(this RecordWriter writer, GuaranteeReference? value)
    {
        writer.Byte(value is null ? (byte)0 : (byte)1);
        if (value is { } guarantee)
        {
            writer.Guarantee(guarantee);
        }
    }

    public static GuaranteeReference? MaybeGuarantee(this ref RecordReader reader) =>
        reader.Flag() ? reader.Guarantee() : null;

    public static void Debt(this RecordWriter writer, Debt debt)
    {
        writer.Key(debt.Declaration);
        writer.Instant(debt.RegisteredAt);
        writer.Line(debt.Line);
        writer.Natural(debt.Outstanding);
        writer.Date(debt.Due);
    }

    public static Debt Debt(this ref RecordReader reader) =>
        new(reader.Key(), reader.Instant(), reader.LineKey(), reader.Natural(), reader.Date());
}
