namespace BackendRules.Workspaces;

/// <summary>The rules about one endpoint that is there before and after.</summary>
internal sealed class EndpointContract(Subject subject, (ApiService Service, ApiEndpoint Endpoint) before, (ApiService Service, ApiEndpoint Endpoint) after, StyleShift style)
{
    private readonly ApiEndpoint _old = before.Endpoint;
    private readonly ApiEndpoint _young = after.Endpoint;

    public void Report(bool isMoved)
    {
        if (!isMoved)
            RouteConstraints.Report(subject, _old, _young);
        ParameterChanges.Report(subject, _old, _young, isMoved, type => before.Service.Types.GetValueOrDefault(type.Ref ?? ""), type => after.Service.Types.GetValueOrDefault(type.Ref ?? ""));
        Body();
        ResponseChanges.Report(subject, before, after, style);
        Access();
        Gates();
    }

    private void Body()
    {
        switch (_old.Body, _young.Body)
        {
            case (null, { } young) when _old.Parameters.FirstOrDefault(static p => p.In == ParameterPlace.Form) is null:
                if (young.IsRequired)
                    subject.Report("BRC020", ContractLevel.Breaking, Direction.Request, $"A body of type {young.Type} is demanded", new Changed("$", null, young.Type.ToString()));
                break;
            case ({ } old, null):
                subject.Report("BRC020", ContractLevel.Breaking, Direction.Request, $"The body of type {old.Type} is no longer read", new Changed("$", old.Type.ToString(), null));
                break;
            case ({ } old, { } young):
                if (!old.IsRequired && young.IsRequired)
                    subject.Report("BRC020", ContractLevel.Breaking, Direction.Request, "The body became required", new Changed("$", "optional", "required"));
                if (!young.MediaTypes.IsEmpty && old.MediaTypes.Except(young.MediaTypes).ToArray() is { Length: > 0 } gone)
                    subject.Report("BRC020", ContractLevel.Breaking, Direction.Request, $"Bodies of type {string.Join(", ", gone)} are no longer read", new Changed("$", string.Join(", ", gone), string.Join(", ", young.MediaTypes)));
                new RequestWalk(subject, before.Service, after.Service, style).Compare(old.Type with { IsNullable = false }, young.Type with { IsNullable = false }, Spot.Body("The body"));
                break;
        }
    }

    private void Access()
    {
        if (AccessMatrix.Shift(_old.Access, _young.Access) is not { } shift)
            return;
        var (was, becomes) = (_old.Access.ToString(), _young.Access.ToString());
        var change = new Changed(null, was, becomes) { Key = "access " + shift };
        var opens = shift is AccessShift.Opened or AccessShift.Weakened;
        subject.Report(opens ? "BRC041" : "BRC040", opens ? ContractLevel.Info : ContractLevel.Breaking, Direction.None, $"{char.ToUpperInvariant(Allowed(becomes)[0])}{Allowed(becomes)[1..]} may call; before, {Allowed(was)} could", change);
    }

    private static string Allowed(string access) => access switch
    {
        "anonymous" => "anybody",
        "authenticated" => "only who is signed in",
        _ => "only " + access,
    };

    private void Gates()
    {
        if (!_old.Antiforgery && _young.Antiforgery)
            subject.Report("BRC042", ContractLevel.Potential, Direction.Request, "An antiforgery token is demanded", new Changed(null, "none", "demanded") { Key = subject.Name + "|antiforgery" });
        if (_old.Cors != _young.Cors && _old.Cors is not "(none)" && _young.Cors is not null)
            subject.Report("BRC042", ContractLevel.Potential, Direction.Request, $"The CORS policy is {_young.Cors} instead of {_old.Cors ?? "the default"}", new Changed(null, _old.Cors, _young.Cors) { Key = "cors" });
        if (_young.RateLimit is not (null or "(none)") && _old.RateLimit is null or "(none)")
            subject.Report("BRC042", ContractLevel.Potential, Direction.Request, $"A rate limit applies: {_young.RateLimit}", new Changed(null, _old.RateLimit, _young.RateLimit) { Key = "rate limit" });
        if (_young.SizeLimit is { } limit && (_old.SizeLimit is null || limit < _old.SizeLimit))
            subject.Report("BRC042", ContractLevel.Potential, Direction.Request, $"Bodies may have {limit} bytes instead of {(_old.SizeLimit is { } was ? was.ToString(System.Globalization.CultureInfo.InvariantCulture) : "the default")}", new Changed(null, _old.SizeLimit?.ToString(System.Globalization.CultureInfo.InvariantCulture), limit.ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }
}
