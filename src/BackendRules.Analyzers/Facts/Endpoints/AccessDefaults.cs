using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>What the whole application says about endpoints that say nothing themselves: fallback policy, global filters, global limiter.</summary>
internal sealed class AccessDefaults
{
    private static readonly Members s_fallback = new("Microsoft.AspNetCore.Authorization.AuthorizationBuilder.SetFallbackPolicy");
    private static readonly Members s_filters = new("Microsoft.AspNetCore.Mvc.Filters.FilterCollection.Add", "System.Collections.ObjectModel.Collection`1.Add");

    public volatile bool HasFallback;
    public volatile bool HasGlobalFilter;
    public volatile bool HasGlobalLimiter;

    public static AccessDefaults Joined(IEnumerable<AccessDefaults> parts)
    {
        var joined = new AccessDefaults();
        foreach (var part in parts)
        {
            joined.HasFallback |= part.HasFallback;
            joined.HasGlobalFilter |= part.HasGlobalFilter;
            joined.HasGlobalLimiter |= part.HasGlobalLimiter;
        }

        return joined;
    }

    public void Register(Watch watch)
    {
        if (!watch.Known.Has("Microsoft.AspNetCore.Routing.IEndpointRouteBuilder"))
            return;
        watch.Call(s_fallback, (context, call) => HasFallback |= call.Arguments.Length > 0 && call.Arguments[0].Value.ConstantValue is not { HasValue: true, Value: null } && !EnvironmentGate.Covers(call));
        watch.Call(s_filters, Filter);
        watch.Operation(OperationKind.SimpleAssignment, Assigned);
    }

    private void Filter(OperationAnalysisContext context, IInvocationOperation call)
    {
        if (call.Instance?.Type is not { } collection || !collection.Is("Microsoft.AspNetCore.Mvc.Filters.FilterCollection"))
            return;
        var filter = call.TargetMethod.TypeArguments.FirstOrDefault() ?? (call.Arguments.Length > 0 ? LocalValues.Resolve(call.Arguments[0].Value) switch
        {
            ITypeOfOperation { TypeOperand: var operand } => operand,
            var value => value.Type,
        } : null);
        if (filter is INamedTypeSymbol named && (EndpointAttributes.Authorizes(named) || named.IsOrInherits("Microsoft.AspNetCore.Mvc.Authorization.AuthorizeFilter")))
            HasGlobalFilter = true;
    }

    private void Assigned(OperationAnalysisContext context)
    {
        var assignment = (ISimpleAssignmentOperation)context.Operation;
        if (assignment.Target is not IPropertyReferenceOperation { Property: { Name: "FallbackPolicy" or "GlobalLimiter" } property } || assignment.Value.ConstantValue is { HasValue: true, Value: null })
            return;
        if (property.Name == "FallbackPolicy" && property.ContainingType.Is("Microsoft.AspNetCore.Authorization.AuthorizationOptions"))
            HasFallback |= !EnvironmentGate.Covers(assignment);
        else if (property.ContainingType.Is("Microsoft.AspNetCore.RateLimiting.RateLimiterOptions"))
            HasGlobalLimiter = true;
    }
}
