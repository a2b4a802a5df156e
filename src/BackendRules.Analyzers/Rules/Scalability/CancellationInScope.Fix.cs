using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BackendRules;

/// <summary>The cancellation token that code at a place can pass on.</summary>
internal static class CancellationInScope
{
    /// <summary>Its name, when a token can follow the arguments of the call at the place; else null.</summary>
    public static string? At(ExpressionSyntax place, SemanticModel model, CancellationToken cancellation)
    {
        if (place is not InvocationExpressionSyntax call || model.GetSymbolInfo(call, cancellation).Symbol is not IMethodSymbol method || !TakesToken(call, method))
            return null;
        for (SyntaxNode? node = place; node is not null; node = node.Parent)
        {
            var parameters = node switch
            {
                MethodDeclarationSyntax declaration => declaration.ParameterList,
                LocalFunctionStatementSyntax local => local.ParameterList,
                ParenthesizedLambdaExpressionSyntax lambda => lambda.ParameterList,
                _ => null,
            };
            if (parameters is null)
                continue;
            foreach (var parameter in parameters.Parameters)
            {
                if (model.GetDeclaredSymbol(parameter, cancellation) is IParameterSymbol { Name.Length: > 0 } symbol && symbol.Type.Is("System.Threading.CancellationToken"))
                    return symbol.Name;
            }
        }

        return null;
    }

    /// <summary>Optional parameters that the call leaves out, and params arrays, would take the token's place.</summary>
    private static bool TakesToken(InvocationExpressionSyntax call, IMethodSymbol method) =>
        call.ArgumentList.Arguments.Count == method.Parameters.Length && !method.Parameters.Any(static p => p.IsParams);
}
