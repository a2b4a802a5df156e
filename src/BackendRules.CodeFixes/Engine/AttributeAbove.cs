using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BackendRules;

/// <summary>Puts an attribute on a line of its own above a declaration, below its comments and before its other attributes.</summary>
internal static class AttributeAbove
{
    public static MemberDeclarationSyntax Add(MemberDeclarationSyntax member, string name, string? arguments = null)
    {
        var leading = member.GetLeadingTrivia();
        var indent = leading.LastOrDefault(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia));
        var attribute = SyntaxFactory.Attribute(SyntaxFactory.ParseName(name), arguments is null ? null : SyntaxFactory.ParseAttributeArgumentList(arguments));
        var list = SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(attribute)).WithLeadingTrivia(leading).WithTrailingTrivia(SyntaxFactory.ElasticLineFeed);
        var bare = member.WithLeadingTrivia(indent);
        return bare.WithAttributeLists(bare.AttributeLists.Insert(0, list));
    }
}
