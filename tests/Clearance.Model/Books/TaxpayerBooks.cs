using Clearance.Domain;

namespace Clearance.Model;

/// <summary>One taxpayer's books: what is known, as it came; sums are counted from it.</summary>
internal sealed class TaxpayerBooks(TaxpayerId taxpayer)
{
    public TaxpayerId Taxpayer => taxpayer;

    public SortedDictionary<DeclarationKey, RegisteredDeclaration> Declarations { get; } = [];

    public List<MoneyRow> Rows { get; } = [];

    /// <summary>Payments that are cancelled before they come.</summary>
    public HashSet<string> CancelledAhead { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<GuaranteeReference, Letter> Letters { get; } = [];

    public StandingFacts Standing { get; } = new();

    public long Refunded { get; set; }

    /// <summary>What officers moved out of the taxpayer's own surplus.</summary>
    public long SurplusMovedOut { get; set; }

    /// <summary>The taxpayer's own surplus; below zero, a receivable.</summary>
    public long OwnSurplus => Rows.Sum(row => row.InSurplus) - SurplusMovedOut;

    public RegisteredDeclaration? Find(DeclarationKey? key) =>
        key is { } known && Declarations.TryGetValue(known, out var declaration) ? declaration : null;

    /// <summary>A letter that was issued.</summary>
    public Letter? FindLetter(GuaranteeReference? reference) =>
        reference is { } known && Letters.TryGetValue(known, out var letter) && letter.Issued is not null ? letter : null;

    public long ReservedFrom(GuaranteeReference letter) =>
        Declarations.Values.Where(it => it.ReservedFrom == letter).Sum(it => it.Reserved);

    public bool IsMisdirected(MoneyRow row) =>
        row.Place == Place.Declaration && Find(row.Declaration) is { } declaration
        && !declaration.Facts.IsCancelled && declaration.Position.Find(row.Line) is null;

    /// <summary>Puts everything right after a change: which money pays what, then what is reserved.</summary>
    public void Settle()
    {
        Count();
        Reservations.Settle(this);
    }

    /// <summary>Counts which money pays what.</summary>
    public void Count()
    {
        var pieces = Declarations.Keys.ToDictionary(key => key, _ => new List<Piece>());
        foreach (var row in Rows)
        {
            switch (row.Place)
            {
                case Place.Declaration:
                    pieces[row.Declaration].Add(new Piece(row.DebitedAt, row.Row, row.Line, row.Amount, true));
                    break;
                case Place.Unitemised:
                    foreach (var part in row.Parts)
                    {
                        pieces[part.Declaration].Add(new Piece(row.DebitedAt, row.Row, part.Line, part.Amount, false));
                    }

                    break;
            }
        }

        foreach (var (key, declaration) in Declarations)
        {
            declaration.Count(pieces[key]);
        }
    }

    public ModelSums Sums()
    {
        var positions = Declarations.Values.Select(it => it.Position).ToList();
        return new ModelSums
        {
            Confirmed = Rows.Where(row => row.CameBy is null).Sum(row => row.Amount),
            Transferred = Rows.Where(row => row.CameBy is not null && row.Place != Place.Cancelled).Sum(row => row.Amount)
                - In(Place.PassedOn),
            Cancelled = Rows.Where(row => row.CameBy is null && row.Place == Place.Cancelled).Sum(row => row.Amount),
            Refunded = Refunded,
            Allocated = positions.Sum(it => it.Allocated),
            DeclarationSurplus = positions.Sum(it => it.Surplus),
            TaxpayerSurplus = Math.Max(0, OwnSurplus),
            Misdirected = positions.Sum(it => it.MisdirectedSum),
            Parked = In(Place.Parked),
            Suspense = In(Place.Suspense),
            InTransit = In(Place.InTransit),
            Receivable = positions.Sum(it => it.Receivable) + Math.Max(0, -OwnSurplus),
        };
    }

    private long In(Place place) => Rows.Where(row => row.Place == place).Sum(row => row.Amount);
}
