using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>
/// Cuts a call's events into segments that may be applied side by side and still end as if posted one by one
/// (contract.md §2). Events of one ledger keep their order anyway; a cut comes where one ledger depends on another.
/// </summary>
internal static class IntakeSegments
{
    /// <summary>Splits indexes of events, in order.</summary>
    public static List<List<int>> Of(IntakeCall call, List<int> open)
    {
        var segments = new List<List<int>>();
        var segment = new SegmentKeys();
        List<int>? current = null;
        foreach (var index in open)
        {
            var e = call.Events[index]!.Event;
            if (current is null || segment.MustEndBefore(e))
            {
                segments.Add(current = []);
                segment = new SegmentKeys();
            }

            current.Add(index);
            segment.Add(e);
        }

        return segments;
    }

    private sealed class SegmentKeys
    {
        private readonly Dictionary<DeclarationKey, TaxpayerId> _registered = [];
        private readonly HashSet<DeclarationKey> _facts = [];
        private readonly Dictionary<string, TaxpayerId> _payments = new(StringComparer.Ordinal);
        private bool _hasAssignment;

        public bool MustEndBefore(ClearanceEvent e) => _hasAssignment || e switch
        {
            // Its row may have come, and may go, by other ledgers: everything before and after it is settled apart.
            SuspenseAssigned => true,
            DeclarationRegistered r => (_registered.TryGetValue(r.Number.Key, out var owner) && owner != r.Taxpayer)
                || _facts.Contains(r.Number.Key),
            PaymentCancelled c => _payments.TryGetValue(c.Payment, out var credited) && credited != c.Taxpayer,
            _ => false,
        };

        public void Add(ClearanceEvent e)
        {
            switch (e)
            {
                case SuspenseAssigned:
                    _hasAssignment = true;
                    break;
                case DeclarationRegistered r:
                    _registered.TryAdd(r.Number.Key, r.Taxpayer);
                    break;
                case DeclarationEvent fact when !_registered.ContainsKey(fact.Declaration):
                    _facts.Add(fact.Declaration);
                    break;
                case PaymentConfirmed p:
                    _payments.TryAdd(p.Id, p.Taxpayer);
                    break;
            }
        }
    }
}
