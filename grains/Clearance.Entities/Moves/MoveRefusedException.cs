using Clearance.Domain;

namespace Clearance.Entities;

/// <summary>Why what an officer asked of a move was not done.</summary>
public enum MoveRefusal : byte
{
    /// <summary>There is no such move of this taxpayer.</summary>
    NotFound = 0,

    /// <summary>The id is that of another proposal.</summary>
    IdTaken = 1,

    /// <summary>Somebody approved or refused it before.</summary>
    AlreadyDecided = 2,

    /// <summary>Who made it may not check it.</summary>
    SamePerson = 3,

    /// <summary>The ledger would refuse it as it stands now.</summary>
    NotPossible = 4,
}

/// <summary>What an officer asked of a move was not done, and nothing was changed.</summary>
/// <param name="refusal">Why.</param>
/// <param name="rejection">The same as a sentence, and by the code of the rules where one says it.</param>
public sealed class MoveRefusedException(MoveRefusal refusal, Rejection rejection) : Exception(rejection.Detail)
{
    /// <summary>Why.</summary>
    public MoveRefusal Refusal => refusal;

    /// <summary>What the rules call it, and a sentence.</summary>
    public Rejection Rejection => rejection;
}
