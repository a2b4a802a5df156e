using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Flow;

/// <summary>The text that stands before a value, as far as it is written down: constants, and local texts that statements before put together. <see cref="Prefix.Trusted"/> stands for the rest.</summary>
internal static class LocalText
{
    public static string Of(List<object> parts, SemanticModel model, CancellationToken cancellation)
    {
        var head = new StringBuilder();
        foreach (var part in parts)
        {
            switch (part)
            {
                case string text:
                    head.Append(text);
                    break;
                case IOperation { ConstantValue: { HasValue: true, Value: var constant } }:
                    head.Append(constant);
                    break;
                case ILocalReferenceOperation { Local: var local, Syntax: var use }:
                    Append(head, local, use, model, cancellation);
                    break;
                default:
                    head.Append(Prefix.Trusted);
                    break;
            }
        }

        return head.ToString();
    }

    /// <summary>What the statements before a use put into a local, the first one being its declaration; a choice, and whatever else isn't constant, counts as trusted.</summary>
    private static void Append(StringBuilder head, ILocalSymbol local, SyntaxNode use, SemanticModel model, CancellationToken cancellation)
    {
        var pieces = new Stack<ExpressionSyntax?>();
        var statement = use.FirstAncestorOrSelf<StatementSyntax>();
        for (var isWhole = false; !isWhole && statement is not null;)
        {
            if (Before(statement) is not { } previous)
            {
                statement = statement.Parent?.FirstAncestorOrSelf<StatementSyntax>();
                if (statement is IfStatementSyntax or BlockSyntax or TryStatementSyntax or UsingStatementSyntax)
                    continue;
                break;
            }

            statement = previous;
            switch (statement)
            {
                case LocalDeclarationStatementSyntax { Declaration.Variables: [{ Initializer.Value: { } value } declared] } when declared.Identifier.Text == local.Name:
                    pieces.Push(value);
                    isWhole = true;
                    break;
                case ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { Left: IdentifierNameSyntax left } assignment } when left.Identifier.Text == local.Name:
                    pieces.Push(assignment.Right);
                    isWhole = assignment.IsKind(SyntaxKind.SimpleAssignmentExpression);
                    break;
                default:
                    if (Mentions(statement, local.Name))
                        pieces.Push(null);
                    break;
            }

            if (isWhole)
            {
                foreach (var piece in pieces)
                    Append(head, piece, model, cancellation);
                return;
            }
        }

        head.Append(Prefix.Trusted);
    }

    private static void Append(StringBuilder head, ExpressionSyntax? piece, SemanticModel model, CancellationToken cancellation)
    {
        if (piece is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum)
        {
            Append(head, sum.Left, model, cancellation);
            Append(head, sum.Right, model, cancellation);
        }
        else if (piece is InterpolatedStringExpressionSyntax interpolated)
        {
            foreach (var content in interpolated.Contents)
                head.Append(content is InterpolatedStringTextSyntax text ? text.TextToken.ValueText : Prefix.Trusted.ToString());
        }
        else
        {
            head.Append(piece is not null && model.GetConstantValue(piece, cancellation) is { HasValue: true, Value: string constant } ? constant : Prefix.Trusted.ToString());
        }
    }

    private static StatementSyntax? Before(StatementSyntax statement)
    {
        var all = statement.Parent switch
        {
            BlockSyntax block => block.Statements,
            SwitchSectionSyntax section => section.Statements,
            _ => default,
        };
        return all.IndexOf(statement) is > 0 and var at ? all[at - 1] : null;
    }

    private static bool Mentions(StatementSyntax statement, string name) =>
        statement.DescendantNodes().Any(node => node is AssignmentExpressionSyntax { Left: IdentifierNameSyntax left } && left.Identifier.Text == name
            || node is ArgumentSyntax { RefKindKeyword.RawKind: not 0, Expression: IdentifierNameSyntax given } && given.Identifier.Text == name);
}
