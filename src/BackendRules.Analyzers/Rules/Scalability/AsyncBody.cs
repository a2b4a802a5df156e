using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>Whether code at a place could await: its function is asynchronous, or nothing outside the project keeps it from becoming so.</summary>
internal static class AsyncBody
{
    public static bool Possible(IOperation operation, ISymbol container)
    {
        for (var current = operation.Parent; current is not null; current = current.Parent)
        {
            switch (current)
            {
                case ILockOperation:
                    return false;
                case IAnonymousFunctionOperation lambda:
                    return lambda.Symbol.IsAsync || EntryPoints.IsMapped(lambda);
                case ILocalFunctionOperation local:
                    return local.Symbol.IsAsync || Allows(local.Symbol);
            }
        }

        return container is IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation } method && (method.IsAsync || Allows(method) && !IsImposed(method));
    }

    private static bool Allows(IMethodSymbol method)
    {
        foreach (var parameter in method.Parameters)
        {
            if (parameter.RefKind != RefKind.None || parameter.Type.IsRefLikeType)
                return false;
        }

        return !method.ReturnsByRef && !method.ReturnsByRefReadonly && !IsIterator(method);
    }

    private static bool IsIterator(IMethodSymbol method) =>
        method.ReturnType.OriginalDefinition.SpecialType is SpecialType.System_Collections_Generic_IEnumerable_T or SpecialType.System_Collections_IEnumerable
        && method.DeclaringSyntaxReferences.Any(static reference => reference.GetSyntax().DescendantNodes().Any(static node => node is YieldStatementSyntax));

    /// <summary>A library decides the signature, and it is synchronous.</summary>
    private static bool IsImposed(IMethodSymbol method)
    {
        if (IsAwaitable(method.ReturnType))
            return false;
        for (var overridden = method.OverriddenMethod; overridden is not null; overridden = overridden.OverriddenMethod)
        {
            if (overridden.DeclaringSyntaxReferences.IsEmpty)
                return true;
        }

        foreach (var contract in method.ContainingType.AllInterfaces)
        {
            if (!contract.DeclaringSyntaxReferences.IsEmpty)
                continue;
            foreach (var member in contract.GetMembers())
            {
                if (SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(member), method))
                    return true;
            }
        }

        return false;
    }

    public static bool IsAwaitable(ITypeSymbol type) =>
        type.Is("System.Threading.Tasks.Task") || type.Is("System.Threading.Tasks.Task`1")
        || type.Is("System.Threading.Tasks.ValueTask") || type.Is("System.Threading.Tasks.ValueTask`1");
}
