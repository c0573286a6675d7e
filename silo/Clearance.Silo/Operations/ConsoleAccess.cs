namespace Clearance.Silo;

/// <summary>Who may look at the pages for people, and who sees amounts there: the one place that says so.</summary>
internal static class ConsoleAccess
{
    private const Roles Officers = Roles.OfficerMaker | Roles.OfficerChecker;

    /// <summary>Lets operators, auditors and officers in.</summary>
    /// <exception cref="ProblemException">The caller is none of them.</exception>
    public static void Require(HttpContext context)
    {
        if ((Caller.Of(context).Roles & (Officers | Roles.Operator | Roles.Auditor)) == 0)
        {
            throw new ProblemException(new Problem(
                StatusCodes.Status403Forbidden, "RoleRequired", "This page is for operators, auditors and officers."));
        }
    }

    /// <summary>Whether a caller sees what is owed and paid on a declaration: who only keeps the engine running does not.</summary>
    public static bool SeesAmounts(HttpContext context) => (Caller.Of(context).Roles & (Officers | Roles.Auditor)) != 0;
}
