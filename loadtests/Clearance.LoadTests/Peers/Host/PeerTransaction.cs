namespace Clearance.LoadTests.Peers;

/// <summary>Money for a declaration nobody has registered.</summary>
/// <param name="Stored">Whether it is in the store already.</param>
internal sealed record ParkedRow(long Declaration, string Taxpayer, string Payment, string Code, long Amount, bool Stored);

/// <summary>Money whose declaration is none, or another's.</summary>
internal sealed record SuspenseRow(string Taxpayer, string Payment, string Code, long Amount);

/// <summary>A decision to be written.</summary>
internal sealed record DecisionRow(long Declaration, int Version, string Cause, string Body);

/// <summary>The rules of the peers that decide in C#: given what events need, what there is to write.</summary>
internal sealed class PeerTransaction
{
    /// <summary>Those that were read, and those that were made.</summary>
    public Dictionary<long, PeerDeclaration> Declarations { get; } = [];

    /// <summary>Money that waits, by declaration: read, or parked by these events.</summary>
    public Dictionary<long, List<ParkedRow>> Parked { get; } = [];

    /// <summary>Declarations to write, by key.</summary>
    public SortedDictionary<long, PeerDeclaration> Changed { get; } = [];

    /// <summary>Declarations whose parked money is parked no longer.</summary>
    public List<PeerDeclaration> Matched { get; } = [];

    public List<DecisionRow> Decisions { get; } = [];

    public List<PeerEvent> Payments { get; } = [];

    public List<SuspenseRow> Suspense { get; } = [];

    /// <summary>What each taxpayer's head takes, by taxpayer.</summary>
    public SortedDictionary<string, long> Confirmed { get; } = new(StringComparer.Ordinal);

    /// <summary>Rows to be parked.</summary>
    public IEnumerable<ParkedRow> NewlyParked => Parked.Values.SelectMany(static rows => rows).Where(static row => !row.Stored);

    /// <summary>What was read of parked money.</summary>
    public void Add(ParkedRow row)
    {
        if (!Parked.TryGetValue(row.Declaration, out var rows))
        {
            Parked[row.Declaration] = rows = [];
        }

        rows.Add(row);
    }

    /// <summary>Applies an event whose id is new.</summary>
    public PeerStatus Apply(PeerEvent it) => it.Stream == PeerEvent.Declarations ? Register(it) : Pay(it);

    /// <summary>Forgets what was to be written, and keeps what there is: for a store in memory.</summary>
    public void Written()
    {
        Changed.Clear();
        Matched.Clear();
        Decisions.Clear();
        Payments.Clear();
        Suspense.Clear();
        Confirmed.Clear();
    }

    private PeerStatus Register(PeerEvent it)
    {
        if (Declarations.ContainsKey(it.Declaration))
        {
            return PeerStatus.Rejected;
        }

        var declaration = Declarations[it.Declaration] = PeerDeclaration.Of(it);
        if (Parked.TryGetValue(it.Declaration, out var rows))
        {
            foreach (var row in rows.Where(row => row.Taxpayer == it.Taxpayer))
            {
                declaration.Take(row.Code, row.Amount);
            }

            if (rows.RemoveAll(row => row.Taxpayer == it.Taxpayer) > 0)
            {
                Matched.Add(declaration);
            }
        }

        Confirm(it.Taxpayer, 0);
        Decide(declaration, it.Id);
        return PeerStatus.Accepted;
    }

    private PeerStatus Pay(PeerEvent it)
    {
        foreach (var target in it.Targets.Distinct())
        {
            var declaration = Declarations.GetValueOrDefault(target);
            for (var i = 0; i < it.Targets.Length; i++)
            {
                if (it.Targets[i] != target)
                {
                    continue;
                }

                if (declaration is null && target != 0)
                {
                    Add(new ParkedRow(target, it.Taxpayer, it.Id, it.Codes[i], it.Amounts[i], Stored: false));
                }
                else if (declaration is null || declaration.Taxpayer != it.Taxpayer)
                {
                    Suspense.Add(new SuspenseRow(it.Taxpayer, it.Id, it.Codes[i], it.Amounts[i]));
                }
                else
                {
                    declaration.Take(it.Codes[i], it.Amounts[i]);
                }
            }

            if (declaration is not null && declaration.Taxpayer == it.Taxpayer)
            {
                Decide(declaration, it.Id);
            }
        }

        Payments.Add(it);
        Confirm(it.Taxpayer, it.Amounts.Sum());
        return PeerStatus.Accepted;
    }

    private void Decide(PeerDeclaration declaration, string cause)
    {
        declaration.Version++;
        Changed[declaration.Key] = declaration;
        Decisions.Add(new DecisionRow(declaration.Key, declaration.Version, cause, declaration.Decide()));
    }

    private void Confirm(string taxpayer, long amount) => Confirmed[taxpayer] = Confirmed.GetValueOrDefault(taxpayer) + amount;
}
