using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BackendRules.Workspaces;

/// <summary>What a handler does, as its words: tells a handler that moved and was edited from another one.</summary>
/// <param name="Type">The documentation id of the type around it.</param>
/// <param name="Words">Names, keywords and literals of its parameters and its body, in order.</param>
public sealed record HandlerBody(string Type, ImmutableArray<string> Words)
{
    // One-liners of a backend resemble each other by nature.
    private const int Least = 8;
    private const double Alike = 0.8;

    // Longer bodies are compared by their beginning: the comparison is quadratic.
    private const int Most = 400;

    internal static HandlerBody? Of(IMethodSymbol handler, CancellationToken cancellation)
    {
        if (handler is not { ContainingType: { } type, DeclaringSyntaxReferences: [var reference] } || type.GetDocumentationCommentId() is not { } id)
            return null;
        IEnumerable<SyntaxNode?> nodes = reference.GetSyntax(cancellation) switch
        {
            BaseMethodDeclarationSyntax method => [method.ParameterList, method.Body, method.ExpressionBody],
            LocalFunctionStatementSyntax function => [function.ParameterList, function.Body, function.ExpressionBody],
            var other => [other],
        };
        return new HandlerBody(id, [.. nodes.OfType<SyntaxNode>().SelectMany(static node => node.DescendantTokens()).Where(static token => !SyntaxFacts.IsPunctuation(token.Kind())).Take(Most).Select(static token => token.Text)]);
    }

    /// <summary>How much two handlers have in common, from 0 to 1; 0 when it is less than what says that they are the same.</summary>
    internal double Likeness(HandlerBody other)
    {
        var (longer, shorter) = Words.Length >= other.Words.Length ? (Words, other.Words) : (other.Words, Words);
        if (shorter.Length < Least || shorter.Length < longer.Length * Alike)
            return 0;
        var common = Common(longer, shorter);
        return common >= longer.Length * Alike ? (double)common / longer.Length : 0;
    }

    /// <summary>The length of the longest common subsequence.</summary>
    private static int Common(ImmutableArray<string> one, ImmutableArray<string> other)
    {
        var row = new int[other.Length + 1];
        foreach (var word in one)
        {
            var diagonal = 0;
            for (var i = 1; i <= other.Length; i++)
                (diagonal, row[i]) = (row[i], word == other[i - 1] ? diagonal + 1 : Math.Max(row[i], row[i - 1]));
        }

        return row[^1];
    }
}
