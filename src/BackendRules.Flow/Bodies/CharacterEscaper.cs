using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BackendRules.Flow;

/// <summary>
/// Methods that write one text anew, character by character, and treat the characters apart that are dangerous somewhere: for LDAP filters, say, no
/// framework has such a method, and every application its own.
/// </summary>
internal static class CharacterEscaper
{
    /// <summary>By kind of sink, the characters that end a value there (RFC 4515 for LDAP filters, XPath 1.0 for literals, OWASP for markup).</summary>
    private static readonly (string Kind, string Characters)[] s_dangerous = [("ldap", "*()\\"), ("html", "<>&\""), ("xpath", "'\""), ("header", "\r\n"), ("log", "\r\n")];

    /// <summary>The kinds that what a method returns is clean of; none for most methods.</summary>
    public static ulong Cleans(IMethodSymbol method, SyntaxNode body, Kinds sinks)
    {
        if (method.ReturnType.SpecialType != SpecialType.System_String || method.Parameters is not [{ Type.SpecialType: SpecialType.System_String } text] || !IsWalked(text.Name, body))
            return 0;
        var apart = new HashSet<char>(Compared(body));
        ulong kinds = 0;
        foreach (var (kind, characters) in s_dangerous)
        {
            if (characters.All(apart.Contains))
                kinds |= sinks.Find(kind);
        }

        return kinds;
    }

    /// <summary>Whether a loop visits the characters of the text.</summary>
    private static bool IsWalked(string text, SyntaxNode body)
    {
        foreach (var node in body.DescendantNodes())
        {
            if (node is ForEachStatementSyntax { Expression: IdentifierNameSyntax each } && each.Identifier.ValueText == text)
                return true;
            if (node is ElementAccessExpressionSyntax { Expression: IdentifierNameSyntax indexed } && indexed.Identifier.ValueText == text && node.FirstAncestorOrSelf<ForStatementSyntax>() is not null)
                return true;
        }

        return false;
    }

    /// <summary>The characters that the body asks for: in labels, patterns and comparisons.</summary>
    private static IEnumerable<char> Compared(SyntaxNode body)
    {
        foreach (var node in body.DescendantNodes())
        {
            if (node is LiteralExpressionSyntax { RawKind: (int)SyntaxKind.CharacterLiteralExpression, Token.Value: char one }
                && node.Parent is CaseSwitchLabelSyntax or ConstantPatternSyntax or BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression })
                yield return one;
            if (node is LiteralExpressionSyntax { RawKind: (int)SyntaxKind.StringLiteralExpression, Token.Value: string many, Parent: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Contains" or "IndexOf" } })
            {
                foreach (var listed in many)
                    yield return listed;
            }
        }
    }
}
