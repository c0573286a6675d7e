using System.Text;
using Clearance.Domain;

namespace Clearance.Silo;

/// <summary>A day file as comma-separated values (RFC 4180), UTF-8, with a line of column names first.</summary>
internal static class CsvDayFile
{
    private static readonly string[] Columns =
        ["payment", "row", "taxpayer", "declaration", "code", "account", "amount", "debitedAt", "status", "office"];

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads every row of a file.</summary>
    /// <exception cref="ProblemException">It cannot be read: which line, and why.</exception>
    public static List<BankRow> Read(ReadOnlyMemory<byte> file, BankCode bank)
    {
        var records = new CsvRecords(Text(file));
        var header = records.Next() ?? throw BankFile.Fault(1, "the file is empty; it starts with the names of its columns.");
        var places = Places(header);
        var rows = new List<BankRow>();
        while (records.Next() is { } fields)
        {
            if (rows.Count == BankFile.RowsMax)
            {
                throw BankFile.TooManyRows();
            }

            rows.Add(Row(fields, places, records.Line).Read(bank));
        }

        return rows;
    }

    private static string Text(ReadOnlyMemory<byte> file)
    {
        try
        {
            return Utf8.GetString(file.Span).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            throw BankFile.Fault(1, "the file is not UTF-8.");
        }
    }

    /// <summary>Where each column is; every one must be there but the office, each once, and no other.</summary>
    private static int[] Places(List<string> header)
    {
        foreach (var name in header)
        {
            if (!Columns.Contains(name))
            {
                throw BankFile.Fault(1, $"{BankFile.Shown(name)} is no column; the columns are {string.Join(',', Columns)}.");
            }
        }

        var places = Array.ConvertAll(Columns, column => header.IndexOf(column));
        for (var i = 0; i < Columns.Length; i++)
        {
            if (places[i] < 0 && Columns[i] != "office")
            {
                throw BankFile.Fault(1, $"the column {Columns[i]} is missing.");
            }

            if (places[i] != header.LastIndexOf(Columns[i]))
            {
                throw BankFile.Fault(1, $"the column {Columns[i]} comes twice.");
            }
        }

        return places;
    }

    private static BankRowText Row(List<string> fields, int[] places, int line)
    {
        var width = places.Count(static place => place >= 0);
        if (fields.Count != width)
        {
            throw BankFile.Fault(line, $"there are {fields.Count} fields, and {width} columns.");
        }

        return new BankRowText
        {
            Place = line,
            Payment = Field(0),
            Row = Field(1),
            Taxpayer = Field(2),
            Declaration = Field(3),
            Code = Field(4),
            Account = Field(5),
            Amount = Field(6),
            DebitedAt = Field(7),
            Status = Field(8),
            Office = Field(9),
        };

        string Field(int column) => places[column] < 0 ? string.Empty : fields[places[column]];
    }
}

/// <summary>The records of a text of comma-separated values, one after the other. Empty lines are passed over.</summary>
internal sealed class CsvRecords(string text)
{
    private int at;
    private int nextLine = 1;

    /// <summary>The line the last record starts on, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>The next record's fields; null at the end.</summary>
    public List<string>? Next()
    {
        while (at < text.Length && text[at] is '\r' or '\n')
        {
            EndLine();
        }

        if (at == text.Length)
        {
            return null;
        }

        Line = nextLine;
        var fields = new List<string>(10);
        while (true)
        {
            fields.Add(Field());
            if (at == text.Length || text[at] != ',')
            {
                break;
            }

            at++;
        }

        if (at < text.Length)
        {
            EndLine();
        }

        return fields;
    }

    private string Field()
    {
        var field = at < text.Length && text[at] == '"' ? Quoted() : Plain();
        return field.Length <= BankFile.TextMax
            ? field
            : throw BankFile.Fault(Line, $"a field is longer than {BankFile.TextMax} characters.");
    }

    private string Plain()
    {
        var rest = text.AsSpan(at);
        var end = rest.IndexOfAny(",\r\n\"");
        var length = end < 0 ? rest.Length : end;
        if (end >= 0 && rest[end] == '"')
        {
            throw BankFile.Fault(Line, "a quotation mark stands inside a field that does not start with one.");
        }

        at += length;
        return rest[..length].ToString();
    }

    private string Quoted()
    {
        var field = new StringBuilder();
        for (at++; ; at++)
        {
            if (at == text.Length)
            {
                throw BankFile.Fault(Line, "a quoted field does not end.");
            }

            if (text[at] is '\r' or '\n')
            {
                throw BankFile.Fault(Line, "a quoted field goes over the end of its line.");
            }

            if (text[at] == '"' && ++at is var next && (next == text.Length || text[next] != '"'))
            {
                break;
            }

            field.Append(text[at]);
        }

        return at == text.Length || text[at] is ',' or '\r' or '\n'
            ? field.ToString()
            : throw BankFile.Fault(Line, "something follows the end of a quoted field.");
    }

    private void EndLine()
    {
        at += text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n' ? 2 : 1;
        nextLine++;
    }
}
