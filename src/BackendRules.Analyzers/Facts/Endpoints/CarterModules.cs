using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>
/// Carter's modules map as minimal APIs do, inside a method that only the library calls: <c>MapCarter()</c> calls it for every module, and the module's
/// constructor says what holds for all that it maps.
/// </summary>
internal sealed class CarterModules
{
    private const string Module = "Carter.CarterModule";
    private const string Contract = "Carter.ICarterModule";

    private static readonly Members s_map = new("Carter.CarterExtensions.MapCarter");

    public readonly ConcurrentBag<HelperCall> Calls = [];
    public readonly ConcurrentBag<(ISymbol Module, IReadOnlyList<RoutePart> Prefix)> Prefixes = [];

    /// <summary>Whether a method is called by <c>MapCarter()</c>.</summary>
    public static bool IsMapping(IMethodSymbol method) =>
        method is { Name: "AddRoutes", Parameters.Length: 1, ContainingType: { } type } && type.Implements(Contract);

    /// <summary>Takes a call that is Carter's own.</summary>
    /// <returns>What the call says of a module, as the node that stands for it.</returns>
    public RouteNode? See(OperationAnalysisContext context, IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (s_map.Contain(method) && RouteReader.Receiver(call) is { } receiver && method.ContainingAssembly.GetTypeByMetadataName(Contract)?.GetMembers("AddRoutes").FirstOrDefault() is IMethodSymbol mapping)
        {
            Calls.Add(new HelperCall(call.Syntax, mapping, mapping, null, new Dictionary<int, RouteNode> { [0] = RouteReader.Node(receiver) }, new Dictionary<int, IReadOnlyList<RoutePart>>(), new Dictionary<int, IMethodSymbol>()));
            return null;
        }

        if (!method.ContainingType.Is(Module) || (context.ContainingSymbol as INamedTypeSymbol ?? context.ContainingSymbol.ContainingType) is not { } module)
            return null;
        if (method.MethodKind != MethodKind.Constructor)
            return new RouteNode.Module(module);
        if (call.Arguments.Length > 0)
            Prefixes.Add((module, RouteReader.Text(call.Arguments[0].Value)));
        return null;
    }
}
