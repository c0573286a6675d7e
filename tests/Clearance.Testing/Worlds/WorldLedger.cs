using Clearance.Domain;

namespace Clearance.Testing.Worlds;

/// <summary>A ledger with what left its memory, as if stored: read again only when an event needs it.</summary>
internal sealed class WorldLedger(TaxpayerId taxpayer)
{
    private readonly SortedDictionary<DeclarationKey, Declaration> _declarations = [];
    private readonly SortedDictionary<string, Payment> _payments = new(StringComparer.Ordinal);

    public Ledger Ledger { get; set; } = Ledger.Empty(taxpayer);

    /// <summary>Every declaration, in memory or not.</summary>
    public IEnumerable<Declaration> Declarations => Ledger.Declarations.Values.Concat(_declarations.Values);

    /// <summary>Every payment, in memory or not.</summary>
    public IEnumerable<Payment> Payments => Ledger.Payments.Values.Concat(_payments.Values);

    public Declaration Find(DeclarationKey key) => Ledger.Declarations.GetValueOrDefault(key) ?? _declarations[key];

    public void Load(DeclarationKey key)
    {
        if (_declarations.Remove(key, out var declaration))
        {
            Ledger = Ledger.Loaded(declaration);
        }
    }

    /// <summary>Whether the payment was stored; it is in memory then.</summary>
    public bool Load(string payment)
    {
        var stored = _payments.Remove(payment, out var found);
        if (stored)
        {
            Ledger = Ledger.Loaded(found!);
        }

        return stored;
    }

    /// <summary>Takes rows out of memory at random: any declaration, since all are read when touched; payments that may leave.</summary>
    public void Evict(Random random)
    {
        foreach (var (key, declaration) in Ledger.Declarations)
        {
            if (random.Next(2) == 0)
            {
                _declarations.Add(key, declaration);
                Ledger = Ledger with { Declarations = Ledger.Declarations.Remove(key) };
            }
        }

        foreach (var (id, payment) in Ledger.Payments)
        {
            if (!payment.IsResident && random.Next(2) == 0)
            {
                _payments.Add(id, payment);
                Ledger = Ledger with { Payments = Ledger.Payments.Remove(id) };
            }
        }
    }
}
