using System.Xml;
using System.Xml.Linq;

namespace Clearance.Silo;

/// <summary>Which message of ISO 20022 a file is.</summary>
[Flags]
internal enum CamtKinds
{
    /// <summary>camt.053, a statement.</summary>
    Statement = 1,

    /// <summary>camt.054, a notification.</summary>
    Notification = 2,
}

/// <summary>Reads the transactions of a camt.053 or camt.054 message, entry by entry.</summary>
/// <remarks>
/// No document type, no entities of its own, nothing is fetched; entries are read one at a time, and what no rule asks for is passed over.
/// </remarks>
internal static class CamtReader
{
    private const int EntryDepth = 3;
    private const int DepthMax = 32;
    private const string Namespaces = "urn:iso:std:iso:20022:tech:xsd:";

    /// <summary>Reads every transaction.</summary>
    /// <param name="file">The message.</param>
    /// <param name="allowed">Which messages it may be.</param>
    /// <exception cref="ProblemException">It cannot be read: which line, and why.</exception>
    public static List<CamtTransaction> Read(ReadOnlyMemory<byte> file, CamtKinds allowed)
    {
        using var stream = new MemoryStream(file.ToArray(), writable: false);
        using var reader = XmlReader.Create(stream, Settings(file.Length));
        try
        {
            return Read(reader, allowed);
        }
        catch (XmlException malformed)
        {
            throw BankFile.Fault(
                Math.Max(1, malformed.LineNumber),
                $"position {malformed.LinePosition} is not well-formed XML, or has a document type or an entity, which are not read.");
        }
    }

    private static XmlReaderSettings Settings(int length) => new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = length + 1,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
    };

    private static List<CamtTransaction> Read(XmlReader reader, CamtKinds allowed)
    {
        reader.MoveToContent();
        var (space, path) = Message(reader, allowed);
        var transactions = new List<CamtTransaction>();
        var rows = 0;
        var names = new string[EntryDepth];
        while (reader.Read())
        {
            if (reader.Depth > DepthMax)
            {
                throw BankFile.Fault(LineOf(reader), $"elements are nested deeper than {DepthMax}.");
            }

            if (reader.NodeType != XmlNodeType.Element || reader.Depth > EntryDepth)
            {
                continue;
            }

            if (reader.Depth < EntryDepth)
            {
                names[reader.Depth] = reader.NamespaceURI == space ? reader.LocalName : string.Empty;
            }
            else if (reader.LocalName == "Ntry" && reader.NamespaceURI == space && names[1] == path.Message && names[2] == path.Part)
            {
                foreach (var transaction in Entry(reader))
                {
                    transactions.Add(transaction);
                    rows += transaction.Rows.Count;
                    if (Math.Max(rows, transactions.Count) > BankFile.RowsMax)
                    {
                        throw BankFile.TooManyRows();
                    }
                }
            }
        }

        return transactions;
    }

    private static List<CamtTransaction> Entry(XmlReader reader)
    {
        using var entry = reader.ReadSubtree();
        return CamtEntry.Read(XElement.Load(entry, LoadOptions.SetLineInfo));
    }

    private static (string Space, (string Message, string Part) Path) Message(XmlReader reader, CamtKinds allowed)
    {
        var space = reader.NamespaceURI;
        var name = reader.LocalName == "Document" && space.StartsWith(Namespaces, StringComparison.Ordinal)
            ? space[Namespaces.Length..] : string.Empty;
        return name switch
        {
            _ when allowed.HasFlag(CamtKinds.Statement) && name.StartsWith("camt.053.001.", StringComparison.Ordinal) =>
                (space, ("BkToCstmrStmt", "Stmt")),
            _ when allowed.HasFlag(CamtKinds.Notification) && name.StartsWith("camt.054.001.", StringComparison.Ordinal) =>
                (space, ("BkToCstmrDbtCdtNtfctn", "Ntfctn")),
            _ => throw BankFile.Fault(
                LineOf(reader),
                $"the root must be a Document of {(allowed.HasFlag(CamtKinds.Statement) ? "camt.053 or camt.054" : "camt.054")}, in its namespace of ISO 20022."),
        };
    }

    private static int LineOf(XmlReader reader) => Math.Max(1, ((IXmlLineInfo)reader).LineNumber);
}
