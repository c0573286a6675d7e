namespace Clearance.Silo;

/// <summary>Once access control is configured: an officer is who it was authenticated as, whatever a header says.</summary>
internal sealed class AuthenticatedOfficers : IOfficers
{
    /// <inheritdoc/>
    public string Caller(HttpRequest request) => Silo.Caller.Of(request.HttpContext).Name;
}
