using System.Collections.Concurrent;
using Clearance.Domain;

namespace Clearance.Silo;

/// <summary>The banks as labels: their codes, as long as there are not too many. Anybody may write a code into an event.</summary>
internal sealed class BankLabels
{
    /// <summary>How many banks are told apart.</summary>
    public const int Max = 200;

    /// <summary>What the others are called together; no code is written so.</summary>
    public const string Other = "other";

    private readonly ConcurrentDictionary<string, object> known = new(StringComparer.Ordinal);

    /// <summary>The label of a bank.</summary>
    public object Of(BankCode bank) =>
        known.TryGetValue(bank.Value, out var label) ? label
        : known.Count < Max ? known.GetOrAdd(bank.Value, static value => value)
        : Other;
}
