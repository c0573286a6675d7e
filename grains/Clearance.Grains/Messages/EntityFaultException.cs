using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Grains;

/// <summary>What kept an entity from doing as asked. Wire values: append only.</summary>
public enum EntityFault : byte
{
    /// <summary><see cref="StoreUnavailableException"/>.</summary>
    StoreUnavailable = 1,

    /// <summary><see cref="StateConflictException"/>.</summary>
    StateConflict = 2,

    /// <summary><see cref="CommitOutcomeUnknownException"/>.</summary>
    CommitOutcomeUnknown = 3,

    /// <summary><see cref="LedgerParkedException"/>.</summary>
    LedgerParked = 4,

    /// <summary><see cref="CorruptRecordException"/>.</summary>
    CorruptRecord = 5,

    /// <summary><see cref="OverloadedException"/> of a call of which nothing was done.</summary>
    Overloaded = 6,
}

/// <summary>An entity's refusal on its way from its grain to a caller, who gets back what the entity threw.</summary>
/// <remarks>The runtime carries exceptions of any library by their members; ours cross as a kind and a sentence.</remarks>
[Immutable]
[Alias("clearance.fault")]
public sealed class EntityFaultException : Exception, IWireMessage<EntityFaultException>
{
    private EntityFaultException(EntityFault fault, string message, Exception? inner)
        : base(message, inner) => Fault = fault;

    /// <summary>Which refusal.</summary>
    public EntityFault Fault { get; }

    /// <summary>Whether the entity must not be used again: what it holds may not be what is stored.</summary>
    public bool EndsActivation => Fault switch
    {
        EntityFault.StoreUnavailable or EntityFault.StateConflict or EntityFault.CommitOutcomeUnknown => true,
        EntityFault.LedgerParked or EntityFault.CorruptRecord or EntityFault.Overloaded => false,
    };

    /// <summary>The fault of what an entity threw; null when it is none of those that cross.</summary>
    public static EntityFaultException? Of(Exception thrown) => thrown switch
    {
        EntityFaultException known => known,
        StoreUnavailableException => new(EntityFault.StoreUnavailable, thrown.Message, thrown),
        StateConflictException => new(EntityFault.StateConflict, thrown.Message, thrown),
        CommitOutcomeUnknownException => new(EntityFault.CommitOutcomeUnknown, thrown.Message, thrown),
        LedgerParkedException => new(EntityFault.LedgerParked, thrown.Message, thrown),
        CorruptRecordException => new(EntityFault.CorruptRecord, thrown.Message, thrown),
        OverloadedException => new(EntityFault.Overloaded, thrown.Message, thrown),
        _ => null,
    };

    /// <summary>What the entity threw, for a caller in any process.</summary>
    /// <param name="ledger">The ledger that was called, if one was.</param>
    public Exception Thrown(TaxpayerId ledger = default) => Fault switch
    {
        EntityFault.StoreUnavailable => new StoreUnavailableException(Message, this),
        EntityFault.StateConflict => new StateConflictException(Message),
        EntityFault.CommitOutcomeUnknown => new CommitOutcomeUnknownException(Message, this),
        EntityFault.LedgerParked => new LedgerParkedException(ledger),
        EntityFault.CorruptRecord => new CorruptRecordException(Message, this),
        EntityFault.Overloaded => new OverloadedException(Message, inner: this),
    };

    /// <inheritdoc/>
    public byte[] Encode()
    {
        var writer = RecordWriter.Begin();
        writer.Byte((byte)Fault);
        writer.Text(Message);
        return writer.End();
    }

    /// <inheritdoc/>
    public static EntityFaultException Decode(ReadOnlySpan<byte> body)
    {
        var reader = new RecordReader(body);
        var fault = new EntityFaultException(reader.OneOf<EntityFault>(), reader.Text(), null);
        reader.End();
        return fault;
    }
}
