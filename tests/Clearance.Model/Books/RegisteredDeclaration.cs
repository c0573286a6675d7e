using Clearance.Domain;

namespace Clearance.Model;

/// <summary>A declaration in its owner's books.</summary>
internal sealed class RegisteredDeclaration(DeclarationKey key, Facts facts)
{
    private readonly List<DeclarationRegistered> _amendments = [];
    private List<Piece> _rows = [];

    public DeclarationKey Key => key;

    public Facts Facts => facts;

    /// <summary>The amendment that counts: the highest number, then the latest, then the greater id (domain.md §2).</summary>
    public DeclarationRegistered Current { get; private set; } = null!;

    public DateOnly RegisteredOn => Current.RegisteredAt.LegalDate;

    public bool HasGuaranteeTerm => Current.Term is PaymentTerm.A or PaymentTerm.B;

    /// <summary>The letter that is to cover it.</summary>
    public GuaranteeReference? Letter => HasGuaranteeTerm ? Current.Guarantee : null;

    public GuaranteeReference? ReservedFrom { get; private set; }

    public long Reserved { get; private set; }

    /// <summary>What officers applied to it from surplus.</summary>
    public List<Piece> Applied { get; } = [];

    /// <summary>What officers moved out of its surplus.</summary>
    public long MovedOut { get; set; }

    /// <summary>Which money pays what; counted anew after every change.</summary>
    public Position Position { get; private set; } = new();

    public void Amend(DeclarationRegistered amendment)
    {
        _amendments.Add(amendment);
        foreach (var one in _amendments)
        {
            if (Current is null || one.Number.Amendment > Current.Number.Amendment
                || (one.Number.Amendment == Current.Number.Amendment && one.Stamp.Supersedes(Current.Stamp)))
            {
                Current = one;
            }
        }
    }

    public void Count(List<Piece> rows)
    {
        _rows = rows;
        Position = PositionOf(rows);
    }

    /// <summary>Which money would pay what, if more were paid.</summary>
    public Position PositionIf(IEnumerable<Piece> paid) => PositionOf(_rows.Concat(paid));

    /// <summary>Whether officers may move money to a line of it (contract.md §1).</summary>
    public bool Takes(LineKey line) => !facts.IsCancelled && Position.Find(line) is not null;

    public void Reserve(GuaranteeReference letter, long amount) => (ReservedFrom, Reserved) = (letter, amount);

    public void Free() => (ReservedFrom, Reserved) = (null, 0);

    private Position PositionOf(IEnumerable<Piece> rows)
    {
        List<OwedLine> lines = facts.IsCancelled ? [] : facts.Over(Current.Lines);
        return Position.Of(lines, facts.IsCancelled, rows.Concat(Applied), MovedOut);
    }
}
