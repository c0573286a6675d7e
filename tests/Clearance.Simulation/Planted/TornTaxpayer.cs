using Clearance.Entities;
using Clearance.Simulation.Engines;

namespace Clearance.Simulation.Planted;

/// <summary>Shows the declarations of the moment before with the standing of now.</summary>
internal sealed class TornTaxpayer(TaxpayerEntity entity) : WatchedTaxpayer(entity)
{
    private LedgerRoot? _now;
    private LedgerRoot? _before;

    public override LedgerRoot? TryRoot()
    {
        if (base.TryRoot() is not { } root)
        {
            return null;
        }

        if (_now?.Version != root.Version)
        {
            (_before, _now) = (_now, root);
        }

        return _before is null ? root : root with
        {
            Ledger = root.Ledger with { Declarations = _before.Ledger.Declarations },
        };
    }
}
