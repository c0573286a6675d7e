using System.Collections.Immutable;

namespace Clearance.Domain;

/// <summary>Where a row's money is.</summary>
public enum RowPlace : byte
{
    /// <summary>On a declaration: allocated, surplus or misdirected there.</summary>
    Declaration = 0,

    /// <summary>Waiting for its declaration to be registered.</summary>
    Parked = 1,

    /// <summary>In the taxpayer's suspense: a malformed number, or another taxpayer's declaration.</summary>
    Suspense = 2,

    /// <summary>Named no declaration: spread over debts, the rest taxpayer surplus.</summary>
    Unitemised = 3,

    /// <summary>Assigned to the taxpayer's surplus by officers.</summary>
    Surplus = 4,

    /// <summary>Sent to another taxpayer's declaration, not yet answered.</summary>
    InTransit = 5,

    /// <summary>Taken by another taxpayer's declaration.</summary>
    TransferredOut = 6,

    /// <summary>Its payment was cancelled.</summary>
    Cancelled = 7,
}

/// <summary>A row of a payment and where its money is.</summary>
public sealed record PlacedRow
{
    /// <summary>The row as the bank wrote it.</summary>
    public required PaymentRow Row { get; init; }

    /// <summary>Where the money is.</summary>
    public required RowPlace Place { get; init; }

    /// <summary>The declaration it is on, is parked for, or was sent from; null in suspense.</summary>
    public DeclarationKey? Declaration { get; init; }

    /// <summary>The line it names there.</summary>
    public LineKey Line { get; init; }

    /// <summary>An unitemised row's declarations, each once.</summary>
    public ImmutableArray<DeclarationKey> Spread { get; init; } = [];

    /// <summary>What of it is taxpayer surplus, in đồng.</summary>
    public long Surplus { get; init; }

    /// <summary>The transfer under way or done: the id of the officers' move.</summary>
    public string? Transfer { get; init; }

    /// <summary>To whom it was sent.</summary>
    public TaxpayerId? To { get; init; }

    /// <summary>Whether it came from another taxpayer's ledger: then it was not confirmed to this one.</summary>
    public bool CameIn { get; init; }
}

/// <summary>A payment as this ledger knows it.</summary>
public sealed record Payment
{
    /// <summary>The payment's id.</summary>
    public required string Id { get; init; }

    /// <summary>Whether the bank confirmed it to this taxpayer; false for a cancellation that came first, and for rows that came in by transfer.</summary>
    public bool Confirmed { get; init; }

    /// <summary>Whether the bank cancelled it.</summary>
    public bool Cancelled { get; init; }

    /// <summary>When the payer was debited.</summary>
    public Instant DebitedAt { get; init; }

    /// <summary>The slip's number: information.</summary>
    public string? Slip { get; init; }

    /// <summary>The rows, by number.</summary>
    public ImmutableArray<PlacedRow> Rows { get; init; } = [];

    /// <summary>The row of a number, or null.</summary>
    public PlacedRow? Find(int row)
    {
        foreach (var placed in Rows)
        {
            if (placed.Row.Row == row)
            {
                return placed;
            }
        }

        return null;
    }

    /// <summary>With a row added, or put in the place of the one with its number.</summary>
    public Payment With(PlacedRow row)
    {
        for (var i = 0; i < Rows.Length; i++)
        {
            if (Rows[i].Row.Row == row.Row.Row)
            {
                return this with { Rows = Rows.SetItem(i, row) };
            }
        }

        return this with { Rows = Rows.Add(row) };
    }

    /// <summary>Whether it is kept in memory: a cancellation that came first, or a row nobody's declaration has yet.</summary>
    public bool IsResident
    {
        get
        {
            if (Cancelled && !Confirmed && Rows.IsEmpty)
            {
                return true;
            }

            foreach (var row in Rows)
            {
                if (row.Place is RowPlace.Parked or RowPlace.Suspense or RowPlace.InTransit)
                {
                    return true;
                }
            }

            return false;
        }
    }
}
