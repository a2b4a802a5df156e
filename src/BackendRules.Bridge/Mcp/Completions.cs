using BackendRules.Workspaces;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace BackendRules.Bridge;

/// <summary>What an argument of a prompt or a resource may be.</summary>
internal static class Completions
{
    private const int Most = 100;

    public static ValueTask<CompleteResult> CompleteAsync(RequestContext<CompleteRequestParams> context, CancellationToken cancellation)
    {
        var (name, start) = (context.Params?.Argument.Name, context.Params?.Argument.Value ?? "");
        var store = context.Services!.GetRequiredService<Served>().Bench.Store;
        IEnumerable<string> all = name switch
        {
            "ruleId" => RuleSet.Rules.Keys,
            "runId" => store.Ids("run"),
            "patchId" => store.Ids("pat"),
            "comparisonId" => store.Ids("cmp"),
            "reportId" => store.Ids("rep"),
            "name" => SchemaVerb.Names,
            "category" => RuleView.All.Select(static r => r.Category).Distinct(),
            _ => [],
        };
        var found = all.Where(v => v.StartsWith(start, StringComparison.OrdinalIgnoreCase)).ToList();
        return ValueTask.FromResult(new CompleteResult { Completion = new Completion { Values = [.. found.Take(Most)], Total = found.Count, HasMore = found.Count > Most } });
    }
}
