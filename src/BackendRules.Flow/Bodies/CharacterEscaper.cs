using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BackendRules.Flow;

/// <summary>
/// Methods that write one text anew, character by character, and treat the characters apart that are dangerous somewhere: for LDAP filters, say, no
/// framework has such a method, and every application its own.
/// </summary>
internal static class CharacterEscaper
{
    private static readonly string[] s_walks = ["Select", "SelectMany", "Aggregate"];
    private static readonly string[] s_views = ["AsSpan", "ToCharArray", "EnumerateRunes"];

    /// <summary>The kinds that what a method returns is clean of; none for most methods.</summary>
    public static ulong Cleans(IMethodSymbol method, SyntaxNode body, Kinds sinks)
    {
        if (method.ReturnType.SpecialType != SpecialType.System_String || method.Parameters is not [{ Type.SpecialType: SpecialType.System_String } text, .. var options] || !options.All(static option => InertTypes.Contains(option.Type)) || !IsWalked(text.Name, body))
            return 0;
        return EndingCharacters.Escaped(EndingCharacters.AskedIn(body).Contains, sinks);
    }

    /// <summary>Whether something visits the characters of the text one by one.</summary>
    private static bool IsWalked(string text, SyntaxNode body)
    {
        foreach (var node in body.DescendantNodes())
        {
            if (node is ForEachStatementSyntax { Expression: var each } && Is(each, text))
                return true;
            if (node is ElementAccessExpressionSyntax { Expression: var indexed } && Is(indexed, text) && node.FirstAncestorOrSelf<ForStatementSyntax>() is not null)
                return true;
            if (node is MemberAccessExpressionSyntax { Name.Identifier.Text: var walk, Expression: var walked, Parent: InvocationExpressionSyntax } && Array.IndexOf(s_walks, walk) >= 0 && Is(walked, text))
                return true;
        }

        return false;
    }

    /// <summary>The text, or its characters under another name.</summary>
    private static bool Is(ExpressionSyntax expression, string text) => expression switch
    {
        IdentifierNameSyntax { Identifier.ValueText: var name } => name == text,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: var view, Expression: IdentifierNameSyntax { Identifier.ValueText: var name } } } => name == text && Array.IndexOf(s_views, view) >= 0,
        _ => false,
    };
}
