namespace BackendRules.Workspaces;

/// <summary>BRC080 to BRC083.</summary>
internal sealed class OperationChanges(ChangeLog log, ApiService before, ApiService after)
{
    private readonly StyleShift _style = new(before.Wire.Minimal, after.Wire.Minimal);

    public void Report()
    {
        var hubs = after.Endpoints.Where(static e => e.Style == EndpointStyle.Hub).Select(static e => e.Handler).ToHashSet(StringComparer.Ordinal);
        foreach (var old in before.Operations.Where(static o => o.Style is not (OperationStyle.Grpc or OperationStyle.Background)))
        {
            var subject = new Subject(log, after.Name, old.ToString()) { PlaceBefore = old.Place };
            if (after.Operations.FirstOrDefault(o => o.Id == old.Id) is { } young)
                Kept(new Subject(log, after.Name, old.ToString()) { Place = young.Place, PlaceBefore = old.Place }, old, young);
            else if (old.Style == OperationStyle.Worker)
                Consumer(subject, old);
            else if (old.Style == OperationStyle.Message)
                subject.Report("BRC083", ContractLevel.Potential, Direction.Response, $"'{old.Name}' is no longer sent", new Changed(null, old.Name, null));
            // A hub that is gone is said once.
            else if (hubs.Contains(old.Owner) || old.Style == OperationStyle.HubOut && !before.Endpoints.Any(e => e.Style == EndpointStyle.Hub && e.Handler == old.Owner))
                Gone(subject, old);
        }
    }

    private static void Gone(Subject subject, ApiOperation old)
    {
        if (old.Style == OperationStyle.HubIn)
            subject.Report("BRC080", old.IsDeprecated ? ContractLevel.Info : ContractLevel.Breaking, Direction.Request, $"Method '{old.Name}' of the hub {old.Owner} is gone", new Changed(null, old.Name, null));
        else
            subject.Report("BRC082", ContractLevel.Breaking, Direction.Response, $"Event '{old.Name}' of {old.Owner} is no longer sent", new Changed(null, old.Name, null));
    }

    private void Consumer(Subject subject, ApiOperation old)
    {
        // Another class may take the same message.
        if (after.Operations.Any(o => o.Style == OperationStyle.Worker && o.Name == old.Name))
            return;
        if (after.Operations.FirstOrDefault(o => o.Style == OperationStyle.Worker && o.Owner == old.Owner && Source(o) == Source(old)) is { } moved && Source(old).Length > 0)
            subject.Report("BRC083", Source(old) == "timer" ? ContractLevel.Info : ContractLevel.Breaking, Direction.Request, $"{old.Owner} listens to '{moved.Name}' instead of '{old.Name}'", new Changed(null, old.Name, moved.Name) { Key = old.Name });
        else
            subject.Report("BRC083", ContractLevel.Breaking, Direction.Request, $"Nobody consumes '{old.Name}' any more", new Changed(null, old.Name, null) { Key = old.Name });
    }

    /// <summary>What kind of source a function listens to; empty for a type of message.</summary>
    private static string Source(ApiOperation operation) => operation.Name.IndexOf(' ', StringComparison.Ordinal) is var space and > 0 ? operation.Name[..space] : "";

    private void Kept(Subject subject, ApiOperation old, ApiOperation young)
    {
        var isSent = old.Style is OperationStyle.HubOut or OperationStyle.Message;
        var id = old.Style == OperationStyle.HubOut ? "BRC082" : old.Style is OperationStyle.Worker or OperationStyle.Message ? "BRC083" : "BRC081";
        var what = old.Style == OperationStyle.HubOut ? $"Event '{old.Name}'" : $"'{old.Name}'";
        if (old.Parameters.Length != young.Parameters.Length)
        {
            subject.Reshape(isSent ? Direction.Response : Direction.Request, "arguments");
            subject.Report(id, ContractLevel.Breaking, isSent ? Direction.Response : Direction.Request, $"{what} has {young.Parameters.Length} arguments instead of {old.Parameters.Length}",
                new Changed(null, string.Join(", ", old.Parameters.Select(static p => p.Type)), string.Join(", ", young.Parameters.Select(static p => p.Type))));
            return;
        }

        for (var i = 0; i < old.Parameters.Length; i++)
        {
            var (was, becomes) = (old.Parameters[i].Type, young.Parameters[i].Type);
            var verdict = WireVerdict.Of(was, becomes, isText: false);
            var name = old.Style is OperationStyle.Worker or OperationStyle.Message ? "The message" : $"Argument {i + 1} of {what}";
            if (verdict == Verdict.Different || verdict == (isSent ? Verdict.Wider : Verdict.Narrower))
                subject.Report(id, ContractLevel.Breaking, isSent ? Direction.Response : Direction.Request, $"{name} is {becomes} instead of {was}", new Changed($"{i + 1}", was.ToString(), becomes.ToString()));
            else if (verdict == Verdict.Same && isSent)
                new ResponseWalk(subject, before, after, _style).Compare(was, becomes, Spot.Body(name));
            else if (verdict == Verdict.Same)
                new RequestWalk(subject, before, after, _style).Compare(was, becomes, Spot.Body(name));
        }

        if (old.Result is { } result)
        {
            if (young.Result is null || WireVerdict.Of(result, young.Result, isText: false) is Verdict.Different or Verdict.Wider)
                subject.Report(id, ContractLevel.Breaking, Direction.Response, $"{what} gives {young.Result?.ToString() ?? "nothing"} instead of {result}", new Changed("$", result.ToString(), young.Result?.ToString()));
            else
                new ResponseWalk(subject, before, after, _style).Compare(result, young.Result, Spot.Body("The result of " + what));
        }
    }
}
