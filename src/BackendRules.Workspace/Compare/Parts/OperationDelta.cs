namespace BackendRules.Workspaces;

/// <summary>What came and went of everything that isn't plain HTTP: methods of gRPC services and hubs, events, consumers of messages, fields of GraphQL.</summary>
internal static class OperationDelta
{
    private static readonly string[] s_roots = ["Query", "Mutation", "Subscription"];

    public static IEnumerable<ReportItem> Of(ApiContract before, ApiContract after, Confinement beforeRoot, Confinement root)
    {
        foreach (var name in before.Services.Concat(after.Services).Select(static s => s.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var (old, now) = (All(before, name), All(after, name));
            foreach (var (id, operation) in now.Where(o => !old.ContainsKey(o.Key)).OrderBy(static o => o.Key, StringComparer.Ordinal))
                yield return Item(operation, "endpoint-added", $"{operation.What} is new", root);
            foreach (var (id, operation) in old.Where(o => !now.ContainsKey(o.Key)).OrderBy(static o => o.Key, StringComparer.Ordinal))
                yield return Item(operation, "endpoint-removed", $"{operation.What} is gone", beforeRoot);
        }
    }

    private static ReportItem Item(Operation operation, string kind, string text, Confinement from) => new()
    {
        Kind = kind,
        Level = kind == "endpoint-removed" ? "warning" : "note",
        Subject = operation.Name,
        Text = Shown.Short(text, 400),
        File = operation.Place is not { } place ? null : Path.IsPathRooted(place.File) ? from.Show(place.File) : place.File.Replace('\\', '/'),
        Line = operation.Place?.Line,
        Confidence = operation.Confidence.ToString().ToLowerInvariant(),
    };

    private static Dictionary<string, Operation> All(ApiContract contract, string service)
    {
        var found = new Dictionary<string, Operation>(StringComparer.Ordinal);
        foreach (var one in contract.Services.Where(s => s.Name == service))
        {
            foreach (var operation in one.Operations.Where(static o => o.Style != OperationStyle.GraphQl))
                found.TryAdd(operation.Id, new Operation(operation.ToString(), operation.Style == OperationStyle.Worker ? $"consumer {operation.Owner} of {operation.Name}" : $"{Word(operation.Style)} {operation}", operation.Place, operation.Confidence));
            foreach (var (type, field) in (one.Graph?.Types ?? []).Where(static t => s_roots.Contains(t.Name)).SelectMany(static t => t.Fields.Select(f => (t.Name, f.Name))))
                found.TryAdd($"graphql {type}.{field}", new Operation($"{type}.{field}", $"GraphQL field {type}.{field}", null, Confidence.Exact));
        }

        return found;
    }

    private static string Word(OperationStyle style) => style switch
    {
        OperationStyle.Grpc => "gRPC method",
        OperationStyle.HubIn => "hub method",
        OperationStyle.HubOut => "hub event",
        OperationStyle.GraphQl => "GraphQL field",
        OperationStyle.Message => "sent",
        OperationStyle.Background => "background service",
        _ => "consumer",
    };

    private sealed record Operation(string Name, string What, ApiPlace? Place, Confidence Confidence);
}
