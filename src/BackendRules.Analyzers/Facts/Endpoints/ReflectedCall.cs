using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>A method that reflection calls with a builder: <c>type.GetMethod(nameof(IGroup.Map))!.Invoke(null, [group])</c>.</summary>
internal static class ReflectedCall
{
    private static readonly Members s_invoke = new("System.Reflection.MethodBase.Invoke");
    private static readonly Members s_lookup = new("System.Type.GetMethod");

    /// <summary>The call, as one of the method that is named, where it is named by a symbol; or null.</summary>
    public static HelperCall? Of(IInvocationOperation call)
    {
        if (!s_invoke.Contain(call.TargetMethod) || call.Arguments.FirstOrDefault(static a => a.Parameter?.Name == "parameters") is not { } given || Method(call) is not { } method)
            return null;
        Dictionary<int, RouteNode>? builders = null;
        var ordinal = 0;
        foreach (var element in Elements(given.Value))
        {
            if (RouteReader.IsBuilder(LocalValues.Bare(element).Type))
                (builders ??= []).Add(ordinal, RouteReader.Node(element));
            ordinal++;
        }

        return builders is null ? null : new HelperCall(call.Syntax, method.OriginalDefinition, method, null, builders, new Dictionary<int, IReadOnlyList<RoutePart>>(), new Dictionary<int, IMethodSymbol>());
    }

    private static IMethodSymbol? Method(IInvocationOperation call)
    {
        var instance = call.Instance;
        if (instance is IConditionalAccessInstanceOperation)
        {
            for (var parent = call.Parent; parent is not null && instance is IConditionalAccessInstanceOperation; parent = parent.Parent)
            {
                if (parent is IConditionalAccessOperation access)
                    instance = access.Operation;
            }
        }

        if (instance is null || LocalValues.Resolve(instance) is not IInvocationOperation { Arguments: [{ Value: { } name }, ..] } lookup || !s_lookup.Contain(lookup.TargetMethod))
            return null;
        // Of a name in quotes nobody knows whose method it is.
        return LocalValues.Bare(name) is INameOfOperation nameOf && call.SemanticModel?.GetSymbolInfo(nameOf.Argument.Syntax) is { } symbol ? (symbol.Symbol ?? symbol.CandidateSymbols.FirstOrDefault()) as IMethodSymbol : null;
    }

    private static IEnumerable<IOperation> Elements(IOperation value) => LocalValues.Bare(value) switch
    {
        IArrayCreationOperation { Initializer: { } initializer } => initializer.ElementValues,
        // A collection expression, which the oldest Roslyn has no type for.
        var other => other.ChildOperations,
    };
}
