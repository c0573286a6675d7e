using System.Collections.Immutable;
using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Grains;

/// <summary>A declaration, and what of its owner's ledger a decision about it may look at.</summary>
/// <remarks>
/// Between processes only that goes: the standing with its debts, the letter the declaration names, versions. The ledger
/// at the other end has no other declaration, no payment and no sums.
/// </remarks>
[Immutable]
[Alias("clearance.slice")]
public sealed class RootSlice(LedgerRoot root, Declaration? declaration) : IWireMessage<RootSlice>
{
    private const byte Parked = 1;
    private const byte HasDeclaration = 2;

    /// <summary>The root.</summary>
    public LedgerRoot Root => root;

    /// <summary>The declaration; null when the ledger has none of that key.</summary>
    public Declaration? Declaration => declaration;

    /// <inheritdoc/>
    public byte[] Encode()
    {
        var standing = root.Ledger.Standing;
        var writer = RecordWriter.Begin();
        writer.Taxpayer(root.Ledger.Taxpayer);
        writer.Natural(root.Version);
        writer.Byte((byte)((root.IsParked ? Parked : 0) | (declaration is null ? 0 : HasDeclaration)));
        writer.Natural(standing.Version);
        StandingCodec.Write(writer, standing);
        writer.Natural(standing.Debts.Values.Sum(debts => debts.Length));
        foreach (var debt in standing.Debts.Values.SelectMany(debts => debts))
        {
            writer.Debt(debt);
        }

        if (declaration is not null)
        {
            DeclarationCodec.Write(writer, declaration);
            Write(writer, LetterOf(standing));
        }

        return writer.End();
    }

    /// <inheritdoc/>
    public static RootSlice Decode(ReadOnlySpan<byte> body)
    {
        var reader = new RecordReader(body);
        var taxpayer = reader.Taxpayer();
        var version = reader.Natural();
        var flags = reader.Flags(Parked | HasDeclaration);
        var standingVersion = reader.Natural();
        var standing = StandingCodec.Read(ref reader) with { Version = standingVersion, Debts = ReadDebts(ref reader) };
        var ledger = Ledger.Empty(taxpayer);
        Declaration? declaration = null;
        if ((flags & HasDeclaration) != 0)
        {
            declaration = DeclarationCodec.Read(ref reader, taxpayer);
            ledger = ledger.Loaded(declaration);
            if (reader.Flag())
            {
                var letter = GuaranteeCodec.Read(ref reader);
                standing = standing with { Guarantees = standing.Guarantees.Add(letter.Reference, letter) };
            }
        }

        reader.End();
        return new RootSlice(
            new LedgerRoot(ledger with { Standing = standing }, version, (flags & Parked) != 0), declaration);
    }

    private Guarantee? LetterOf(Standing standing) =>
        declaration?.Registration.Guarantee is { } named ? standing.Guarantees.GetValueOrDefault(named) : null;

    private static void Write(RecordWriter writer, Guarantee? letter)
    {
        writer.Byte(letter is null ? (byte)0 : (byte)1);
        if (letter is not null)
        {
            GuaranteeCodec.Write(writer, letter);
        }
    }

    private static ImmutableSortedDictionary<DeclarationKey, ImmutableArray<Debt>> ReadDebts(ref RecordReader reader)
    {
        var debts = new List<Debt>();
        for (var left = reader.Count(); left > 0; left--)
        {
            debts.Add(reader.Debt());
        }

        return debts.GroupBy(debt => debt.Declaration)
            .ToImmutableSortedDictionary(group => group.Key, group => group.ToImmutableArray());
    }
}
