using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>Whether a callback that should decide says yes whatever it is given. Read from syntax, so that a method of another file can be asked too.</summary>
internal static class AlwaysTrue
{
    /// <summary>The value is a lambda, an anonymous method or a method of this compilation that returns <c>true</c> on every path.</summary>
    public static bool Is(IOperation value, CancellationToken cancellation) =>
        Function(value, cancellation) is { } function && Returns(function, static e => e.IsKind(SyntaxKind.TrueLiteralExpression));

    /// <summary>The function behind a delegate value, or null when it isn't written in this compilation.</summary>
    public static SyntaxNode? Function(IOperation value, CancellationToken cancellation) => LocalValues.Bare(value) switch
    {
        IDelegateCreationOperation creation => Function(creation.Target, cancellation),
        IAnonymousFunctionOperation lambda => lambda.Syntax,
        IMethodReferenceOperation { Method.DeclaringSyntaxReferences: { Length: 1 } references } => references[0].GetSyntax(cancellation),
        _ => null,
    };

    /// <summary>Every value that the function gives back satisfies a test, and it never throws.</summary>
    public static bool Returns(SyntaxNode function, Func<ExpressionSyntax, bool> test)
    {
        if (Expression(function) is { } expression)
            return test(Bare(expression));
        var found = false;
        foreach (var node in function.DescendantNodes(node => node == function || node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)))
        {
            switch (node)
            {
                case ThrowStatementSyntax or ThrowExpressionSyntax:
                    return false;
                case ReturnStatementSyntax given when given.Expression is null || !test(Bare(given.Expression)):
                    return false;
                case ReturnStatementSyntax:
                    found = true;
                    break;
            }
        }

        return found;
    }

    private static ExpressionSyntax? Expression(SyntaxNode function) => function switch
    {
        LambdaExpressionSyntax lambda => lambda.ExpressionBody,
        MethodDeclarationSyntax method => method.ExpressionBody?.Expression,
        LocalFunctionStatementSyntax local => local.ExpressionBody?.Expression,
        _ => null,
    };

    private static ExpressionSyntax Bare(ExpressionSyntax expression)
    {
        while (expression is ParenthesizedExpressionSyntax parenthesized)
            expression = parenthesized.Expression;
        return expression;
    }
}
