using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BackendRules;

/// <summary>Calls that put a folder and what is below it together.</summary>
internal static class JoinedPath
{
    private static readonly Members s_joins = new("System.IO.Path.{Combine,Join}");

    public static bool Is(InvocationExpressionSyntax call, SemanticModel model, CancellationToken cancellation) =>
        model.GetSymbolInfo(call, cancellation).Symbol is IMethodSymbol method && s_joins.Contain(method);
}
