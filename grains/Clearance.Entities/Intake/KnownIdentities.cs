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

    /// <summary>Notes what was read; not what cannot be decoded, which is the trouble of the one ledger that needs it.</summary>
    public void Add(DeclarationKey key, IdentityRecord? record)
    {
        try
        {
            _known[key] = (LedgerCodec.DecodeIdentity(record), record?.Version ?? 0);
        }
        catch (CorruptRecordException)
        {
            _known.Remove(key);
        }
    }

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
