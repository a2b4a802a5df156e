using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BackendRules;

/// <summary>Code of requests, consumers and background work; what runs once at start-up or in a tool has somebody who watches.</summary>
internal static class ServedCode
{
    public static bool Contains(OperationAnalysisContext context, IOperation operation) =>
        IsHosted(context.ContainingSymbol) ? !IsLifetime(context.ContainingSymbol)
            : RequestReach.Of(context.Compilation, context.CancellationToken).Contains(operation, context.ContainingSymbol);

    public static bool IsHosted(ISymbol member)
    {
        for (var type = member.ContainingType; type is not null; type = type.ContainingType)
        {
            if (EntryPoints.Kind(type) == EntryKind.Hosted)
                return true;
        }

        return false;
    }

    private static bool IsLifetime(ISymbol member) =>
        member is IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor or MethodKind.Destructor } or { Name: "Dispose" or "DisposeAsync" };
}
