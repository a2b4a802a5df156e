namespace BackendRules.Workspaces;

/// <summary>What an option of the serializer changed for every type at once: it is said once, not for each property.</summary>
internal sealed record StyleShift(WireStyle Before, WireStyle After)
{
    public bool Naming => Before.Naming != After.Naming;

    public bool EnumText => Before.EnumsAsText != After.EnumsAsText;

    public bool EnumNaming => Before.EnumsAsText && After.EnumsAsText && Before.EnumNaming != After.EnumNaming;

    public bool Ignore => Before.IgnoreCondition != After.IgnoreCondition;

    /// <summary>Whether null is refused where the code says that there is none.</summary>
    public bool EnforcesNull => After.Validates || After.RespectsNullable;

    public void Report(ChangeLog log, string service, IReadOnlyList<ApiEndpoint> endpoints, string key)
    {
        var subjects = endpoints.Select(endpoint => Subject.Of(log, service, endpoint, endpoint)).ToList();
        var isKnown = Before.Naming != WireNames.Unknown && After.Naming != WireNames.Unknown;
        foreach (var (endpoint, subject) in endpoints.Zip(subjects))
        {
            // What has no body in a direction isn't reached by it.
            var (writes, reads) = (endpoint.Responses.IsEmpty || endpoint.Responses.Any(static r => r.Type is not null), endpoint.Body is not null);
            if (Naming)
            {
                var level = isKnown ? ContractLevel.Breaking : ContractLevel.Potential;
                if (writes)
                    subject.Report("BRC033", level, Direction.Response, $"JSON names changed from {Before.Naming} to {After.Naming} everywhere", new Changed(null, Before.Naming, After.Naming) { IsOption = true, Key = key + "naming" });
                if (reads)
                    subject.Report("BRC022", level, Direction.Request, $"JSON names changed from {Before.Naming} to {After.Naming} everywhere", new Changed(null, Before.Naming, After.Naming) { IsOption = true, Key = key + "naming" });
            }

            if (EnumText)
            {
                var (old, young) = (Before.EnumsAsText ? "text" : "numbers", After.EnumsAsText ? "text" : "numbers");
                if (writes)
                    subject.Report("BRC035", ContractLevel.Breaking, Direction.Response, $"Enums are written as {young} instead of {old} everywhere", new Changed(null, old, young) { IsOption = true, Key = key + "enums" });
                if (Before.EnumsAsText && reads)
                    subject.Report("BRC023", ContractLevel.Breaking, Direction.Request, "Enums are no longer read from text anywhere", new Changed(null, old, young) { IsOption = true, Key = key + "enums" });
            }

            if (EnumNaming && writes)
                subject.Report("BRC035", ContractLevel.Breaking, Direction.Response, $"Enum members are named {After.EnumNaming} instead of {Before.EnumNaming} everywhere", new Changed(null, Before.EnumNaming, After.EnumNaming) { IsOption = true, Key = key + "enum names" });
            if (Ignore && writes && After.IgnoreCondition is "null" or "default")
            {
                subject.Report("BRC035", ContractLevel.Potential, Direction.Response, $"Properties that are {(After.IgnoreCondition == "null" ? "null" : "null or zero")} are left out of answers everywhere",
                    new Changed(null, Before.IgnoreCondition, After.IgnoreCondition) { IsOption = true, Key = key + "ignore" });
            }

            if (reads && !Before.RefusesUnknown && After.RefusesUnknown)
                subject.Report("BRC023", ContractLevel.Breaking, Direction.Request, "Requests with properties that aren't known are refused everywhere", new Changed(null, "ignored", "refused") { IsOption = true, Key = key + "unknown" });
        }
    }
}
