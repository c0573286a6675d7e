using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>Identities read in one query for a whole call, so that its ledgers need not ask one by one.</summary>
/// <remarks>
/// They may be out of date when they are used, and harm nothing: an identity that is written states the version it was
/// read at, and after a conflict a ledger reads for itself.
/// </remarks>
public sealed class KnownIdentities
{
    private readonly Dictionary<DeclarationKey, (DeclarationIdentity Identity, long Version)> _known = [];

    /// <summary>Notes what was read.</summary>
    public void Add(DeclarationKey key, IdentityRecord? record) => _known[key] = record is null
        ? (DeclarationIdentity.Nobody, 0)
        : (LedgerCodec.DecodeIdentity(record.Body, record.Owner), record.Version);

    /// <summary>Notes an owner, who is for ever.</summary>
    public void Add(DeclarationKey key, TaxpayerId owner) => _known[key] = (DeclarationIdentity.OwnedBy(owner), 0);

    /// <summary>Finds what was read.</summary>
    public bool TryGet(DeclarationKey key, out DeclarationIdentity identity, out long version)
    {
        var found = _known.TryGetValue(key, out var known);
        (identity, version) = found ? known : (DeclarationIdentity.Nobody, 0);
        return found;
    }
}
