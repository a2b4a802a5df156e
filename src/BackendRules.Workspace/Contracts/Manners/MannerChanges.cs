namespace BackendRules.Workspaces;

/// <summary>BRC003, BRC005 and BRC042 for what holds for a whole application.</summary>
internal static class MannerChanges
{
    public static void Report(ChangeLog log, ApiService before, ApiService after)
    {
        var (old, young) = (before.Manners, after.Manners);
        var subject = new Subject(log, after.Name, after.Name);
        if (old.VersionReaders.Count > 0 && young.VersionReaders.Count > 0)
            Versions(subject, old, young);
        foreach (var gone in old.PathBases.Except(young.PathBases))
            subject.Report("BRC003", ContractLevel.Breaking, Direction.None, $"Paths below '{gone}' are no longer served{(young.PathBases.Except(old.PathBases).FirstOrDefault() is { } now ? $", those below '{now}' are" : "")}", new Changed(null, gone, null) { Key = "base " + gone });
        foreach (var (policy, allowed) in old.Cors)
        {
            if (!young.Cors.TryGetValue(policy, out var still))
                continue;
            foreach (var gone in allowed.Except(still))
            {
                var kind = gone.Split(' ')[gone.StartsWith("any ", StringComparison.Ordinal) ? 1 : 0];
                if (!still.Contains("any " + kind))
                    subject.Report("BRC042", ContractLevel.Potential, Direction.Request, $"The CORS policy '{policy}' no longer lets {gone} through", new Changed(null, gone, null) { Key = $"cors {policy} {gone}" });
            }
        }

        foreach (var (policy, permits) in old.RateLimits)
        {
            if (young.RateLimits.TryGetValue(policy, out var fewer) && fewer.IsTighterThan(permits))
                subject.Report("BRC042", ContractLevel.Potential, Direction.Request, $"The rate limit '{policy}' permits {fewer} instead of {permits}", new Changed(null, permits.ToString(), fewer.ToString()) { Key = "limit " + policy });
        }
    }

    private static void Versions(Subject subject, ApiManners old, ApiManners young)
    {
        foreach (var gone in old.VersionReaders.Except(young.VersionReaders))
            subject.Report("BRC005", ContractLevel.Breaking, Direction.Request, $"The version is no longer read from the {gone}, only from the {string.Join(" and the ", young.VersionReaders)}", new Changed(null, gone, null) { Key = "reader " + gone });
        if (old.AssumesDefault && !young.AssumesDefault)
            subject.Report("BRC005", ContractLevel.Breaking, Direction.Request, "Requests that ask for no version are refused", new Changed(null, old.DefaultVersion, null) { Key = "assumed version" });
        else if (old.AssumesDefault && old.DefaultVersion != young.DefaultVersion)
            subject.Report("BRC005", ContractLevel.Breaking, Direction.Request, $"Requests that ask for no version get {young.DefaultVersion} instead of {old.DefaultVersion}", new Changed(null, old.DefaultVersion, young.DefaultVersion) { Key = "default version" });
    }
}
