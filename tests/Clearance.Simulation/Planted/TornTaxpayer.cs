using Clearance.Domain;
using Clearance.Entities;
using Clearance.Simulation.Engines;
using Clearance.Simulation.Faults;

namespace Clearance.Simulation.Planted;

/// <summary>Shows the declarations of the moment before with the standing of now.</summary>
internal sealed class TornTaxpayer(TaxpayerId id, TaxpayerEntity entity, Poison poison) : WatchedTaxpayer(id, entity, poison)
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
