namespace BackendRules.Workspaces;

/// <summary>Who may call what, before and after.</summary>
internal static class AccessMatrix
{
    public static AccessChange? New(string service, ApiEndpoint endpoint) =>
        endpoint.Access.IsOpen ? new AccessChange(AccessShift.NewOpen, service, endpoint.ToString(), null, endpoint.Access.ToString(), Writes(endpoint), endpoint.Place) : null;

    public static AccessChange? Changed(string service, ApiEndpoint before, ApiEndpoint after) =>
        Shift(before.Access, after.Access) is { } shift
            ? new AccessChange(shift, service, after.ToString(), before.Access.ToString(), after.Access.ToString(), Writes(after), after.Place) : null;

    public static AccessShift? Shift(ApiAccess before, ApiAccess after)
    {
        if (before.IsOpen || after.IsOpen)
            return before.IsOpen == after.IsOpen ? null : after.IsOpen ? AccessShift.Opened : AccessShift.Closed;
        // All policies must hold, any one role of a list does.
        var (morePolicies, lessPolicies) = (after.Policies.Except(before.Policies).Any(), before.Policies.Except(after.Policies).Any());
        var (rolesAdded, rolesGone) = (after.Roles.Except(before.Roles).Any(), before.Roles.Except(after.Roles).Any());
        var tighter = morePolicies || before.Roles.IsEmpty && !after.Roles.IsEmpty || !after.Roles.IsEmpty && rolesGone;
        var looser = lessPolicies || after.Roles.IsEmpty && !before.Roles.IsEmpty || !before.Roles.IsEmpty && rolesAdded && !after.Roles.IsEmpty;
        return (tighter, looser) switch
        {
            (true, true) => AccessShift.Changed,
            (true, false) => AccessShift.Tightened,
            (false, true) => AccessShift.Weakened,
            _ => null,
        };
    }

    public static bool Writes(ApiEndpoint endpoint) => endpoint.Verb is not ("GET" or "HEAD" or "OPTIONS");
}
