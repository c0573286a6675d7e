using Clearance.Domain;

namespace Clearance.Model;

/// <summary>A letter of guarantee, or what came before it was issued.</summary>
internal sealed class Letter
{
    private GuaranteeAmended? _amendment;

    public GuaranteeIssued? Issued { get; private set; }

    public bool IsRevoked { get; private set; }

    public long Limit => _amendment?.Amount ?? Issued!.Amount;

    public DateOnly ExpiresOn => _amendment?.ExpiresOn ?? Issued!.ExpiresOn;

    public RejectionCode? Take(GuaranteeEvent e, long reserved)
    {
        switch (e)
        {
            case GuaranteeIssued when Issued is not null:
                return RejectionCode.NotAllowedInStatus;
            case GuaranteeIssued issued:
                Issued = issued;
                return null;
            case GuaranteeAmended amended when !Supersedes(amended):
                return null;
            case GuaranteeAmended amended when amended.Amount < reserved:
                return RejectionCode.GuaranteeBelowReserved;
            case GuaranteeAmended amended:
                _amendment = amended;
                return null;
            case GuaranteeRevoked:
                IsRevoked = true;
                return null;
            default:
                throw new ArgumentOutOfRangeException(nameof(e), e.GetType().Name, "No fact of a letter.");
        }
    }

    public bool CoversOfficeOf(RegisteredDeclaration declaration) =>
        Issued!.Offices.IsEmpty || Issued.Offices.Contains(declaration.Current.Office);

    /// <summary>The right kind for the term and, for a separate letter, its references (domain.md §3).</summary>
    public bool Matches(RegisteredDeclaration declaration)
    {
        var current = declaration.Current;
        if (Issued!.Kind != (current.Term == PaymentTerm.A ? GuaranteeKind.Separate : GuaranteeKind.General))
        {
            return false;
        }

        if (Issued.Kind == GuaranteeKind.General)
        {
            return true;
        }

        var namesPapers = Issued.Invoice is not null || Issued.BillOfLading is not null;
        return (Issued.Declaration is not { } named || named == declaration.Key)
            && (!namesPapers
                || (Issued.Invoice is { } invoice && invoice == current.Invoice)
                || (Issued.BillOfLading is { } bill && bill == current.BillOfLading));
    }

    private bool Supersedes(GuaranteeAmended amended) =>
        _amendment is null || amended.Revision > _amendment.Revision
        || (amended.Revision == _amendment.Revision && amended.Stamp.Supersedes(_amendment.Stamp));
}
