using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>An awaited call that takes a token and is given none.</summary>
internal static class CancellableCall
{
    public static bool IsToken(ITypeSymbol? type) => type is { Name: "CancellationToken", ContainingNamespace.Name: "Threading" };

    /// <summary>The call inside an awaited expression that could be given a token, or null.</summary>
    public static IInvocationOperation? In(IOperation awaited)
    {
        for (var depth = 0; depth < 4; depth++)
        {
            awaited = LocalValues.Bare(awaited);
            if (awaited is not IInvocationOperation call)
                return null;
            if (call.TargetMethod.Name == "ConfigureAwait" && call.Instance is { } inner)
                awaited = inner;
            else
                return Takes(call) is null ? null : call;
        }

        return null;
    }

    /// <summary>The name of the parameter that takes the token and isn't given, or null. Delays and semaphores are left to their own rules.</summary>
    public static string? Takes(IInvocationOperation call)
    {
        if (call.TargetMethod.ContainingType is { Name: "Task" or "SemaphoreSlim" or "HttpContent" or "HttpResponseWritingExtensions" or "HttpResponseJsonExtensions" })
            return null;
        IParameterSymbol? token = null;
        foreach (var argument in call.Arguments)
        {
            if (!IsToken(argument.Parameter?.Type))
                continue;
            if (argument.ArgumentKind != ArgumentKind.DefaultValue)
                return null;
            token = argument.Parameter;
        }

        return token?.Name ?? Overload(call);
    }

    /// <summary>The same method with one more parameter at the end.</summary>
    private static string? Overload(IInvocationOperation call)
    {
        var method = call.TargetMethod.ReducedFrom ?? call.TargetMethod;
        if (call.TargetMethod.Parameters.Any(static parameter => IsToken(parameter.Type) || parameter.IsParams) || call.Arguments.Any(static argument => argument.ArgumentKind == ArgumentKind.DefaultValue))
            return null;
        foreach (var member in method.ContainingType.GetMembers(method.Name))
        {
            if (member is IMethodSymbol other && other.Parameters.Length == method.Parameters.Length + 1 && other.Arity == method.Arity && IsToken(other.Parameters[other.Parameters.Length - 1].Type)
                && method.Parameters.All(parameter => SymbolEqualityComparer.Default.Equals(parameter.OriginalDefinition.Type, other.OriginalDefinition.Parameters[parameter.Ordinal].Type)
                    || parameter.OriginalDefinition.Type.ToDisplayString() == other.OriginalDefinition.Parameters[parameter.Ordinal].Type.ToDisplayString()))
                return other.Parameters[other.Parameters.Length - 1].Name;
        }

        return null;
    }
}
