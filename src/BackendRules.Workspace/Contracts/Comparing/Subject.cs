namespace BackendRules.Workspaces;

/// <summary>What is compared: an endpoint or an operation, on both sides.</summary>
internal sealed class Subject(ChangeLog log, string service, string name)
{
    public string Name => name;

    public ApiPlace? Place { get; init; }

    public ApiPlace? PlaceBefore { get; init; }

    /// <summary>Whether it never was part of the published API: everything counts one level less.</summary>
    public bool IsInternal { get; init; }

    /// <summary>How sure the reader is of both sides; less than exact can't be breaking.</summary>
    public Confidence Confidence { get; init; }

    public static Subject Of(ChangeLog log, string service, ApiEndpoint? before, ApiEndpoint? after)
    {
        var named = after ?? before!;
        return new Subject(log, service, (before ?? named).ToString())
        {
            Place = after?.Place,
            PlaceBefore = before?.Place,
            IsInternal = before is { IsHidden: true },
            Confidence = (Confidence)Math.Max((int)(before?.Confidence ?? Confidence.Exact), (int)(after?.Confidence ?? Confidence.Exact)),
        };
    }

    /// <summary>Says that a body looks different at a place.</summary>
    public void Reshape(Direction direction, string path) => log.Add(new Reshaping(name, direction, path));

    /// <param name="id">The rule.</param>
    /// <param name="level">How bad it is where everything is known.</param>
    /// <param name="direction">Request or response.</param>
    /// <param name="what">What changed, a sentence without a full stop.</param>
    /// <param name="change">What recognises it: the member, where it is, its old and its new state.</param>
    public void Report(string id, ContractLevel level, Direction direction, string what, Changed change)
    {
        if (IsInternal && level > ContractLevel.Info)
            level--;
        var confidence = (Confidence)Math.Max((int)Confidence, (int)change.Confidence);
        var why = "";
        if (confidence != Confidence.Exact && level == ContractLevel.Breaking)
        {
            level = ContractLevel.Potential;
            why = confidence == Confidence.Inferred ? " (concluded, not declared)" : " (a part of the route isn't known)";
        }

        var rule = ContractRule.Of(id);
        log.Add(
            new ContractChange
            {
                Id = id,
                Level = level,
                Direction = direction,
                Service = service,
                Subject = name,
                Endpoints = [name],
                Path = change.Path,
                Before = change.Before,
                After = change.After,
                Message = $"{what}{why}; {rule.Mitigation}",
                Mitigation = rule.Mitigation,
                Place = change.Place ?? Place,
                PlaceBefore = PlaceBefore,
                Confidence = confidence,
                IsOption = change.IsOption,
                Fingerprint = "",
            },
            change.Key ?? name + "|" + change.Path);
    }
}

/// <summary>What recognises a change.</summary>
internal readonly record struct Changed(string? Path, string? Before, string? After)
{
    /// <summary>What several endpoints share, when a type or an option changed; otherwise the endpoint and the path are the key.</summary>
    public string? Key { get; init; }

    public ApiPlace? Place { get; init; }

    public Confidence Confidence { get; init; }

    /// <summary>Whether an option of the serializer did it to everything at once.</summary>
    public bool IsOption { get; init; }
}
