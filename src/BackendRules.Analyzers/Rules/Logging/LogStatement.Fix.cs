using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BackendRules;

/// <summary>Writes a new log call.</summary>
internal static class LogStatement
{
    public static InvocationExpressionSyntax Call(string logger, string method, string template, IReadOnlyList<ExpressionSyntax> values, ExpressionSyntax? exception, bool textFirst)
    {
        var arguments = new List<ArgumentSyntax> { SyntaxFactory.Argument(SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(template))) };
        arguments.AddRange(values.Select(static value => SyntaxFactory.Argument(value.WithoutTrivia())));
        if (exception is not null)
            arguments.Insert(textFirst ? arguments.Count : 0, SyntaxFactory.Argument(exception.WithoutTrivia()));
        var commas = Enumerable.Repeat(SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space), arguments.Count - 1);
        var target = SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, SyntaxFactory.IdentifierName(logger), SyntaxFactory.IdentifierName(method));
        return SyntaxFactory.InvocationExpression(target, SyntaxFactory.ArgumentList(SyntaxFactory.SeparatedList(arguments, commas)));
    }
}
