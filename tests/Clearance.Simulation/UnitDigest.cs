using Clearance.Entities;
using Clearance.LocalHost;

namespace Clearance.Simulation;

/// <summary>A commit in one number, byte for byte.</summary>
internal static class UnitDigest
{
    public static ulong Of(CommitUnit unit)
    {
        ulong digest = 0;
        if (unit.Ledger is { } ledger)
        {
            Add(TraceNumbers.Of(ledger.Taxpayer.Value) ^ (ulong)ledger.NewVersion);
            Add(TraceNumbers.Of(ledger.Head));
            foreach (var row in ledger.Rows)
            {
                Add(TraceNumbers.Of(row.Key.Key));
                Add(TraceNumbers.Of(row.Body));
            }
        }

        foreach (var identity in unit.Identities)
        {
            Add((ulong)identity.Key.Value);
            Add(TraceNumbers.Of(identity.Body));
        }

        foreach (var record in unit.Events)
        {
            Add(record.Id.Low ^ record.Content.High ^ (ulong)record.Outcome);
        }

        foreach (var intent in unit.Intents)
        {
            Add(TraceNumbers.Of(intent.Key));
        }

        foreach (var key in unit.Delivered)
        {
            Add(~TraceNumbers.Of(key));
        }

        foreach (var entry in unit.Journal)
        {
            Add(TraceNumbers.Of(entry.Hash));
        }

        return digest;

        void Add(ulong part) => digest = SeededChoice.Mix(digest ^ part);
    }
}
