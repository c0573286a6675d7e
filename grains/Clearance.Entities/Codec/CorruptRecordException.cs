namespace Clearance.Entities;

/// <summary>Stored bytes are not what this engine writes: it stops rather than guess what they may have meant.</summary>
public sealed class CorruptRecordException(string message, Exception? inner = null) : Exception(message, inner);
