using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Flow;

/// <summary>The characters that end a value where it is dangerous: a text that lacks them, or has them escaped, is harmless there.</summary>
internal static class EndingCharacters
{
    /// <summary>By kind of sink: RFC 4515 for LDAP filters, OWASP for markup, for paths what no file's name may have on Windows.</summary>
    private static readonly (string Kind, string Characters)[] s_rows =
        [("ldap", "*()\\"), ("html", "<>&\""), ("regex", "\\*+?(|[."), ("header", "\r\n"), ("log", "\r\n"), ("path-separated", "/\\"), ("path", FileNameCharacters.Visible)];

    /// <summary>Literals of XPath 1.0: who looks for one quote has it around the value.</summary>
    private static readonly (string Kind, string Characters)[] s_lacking = [("xpath", "'"), ("xpath", "\"")];

    /// <summary>An escape may serve elsewhere. And the names of entries, RFC 4514: a text without these may still end a filter.</summary>
    private static readonly (string Kind, string Characters)[] s_escaped = [("xpath", "'\""), ("ldap", ",+\"\\<>;")];

    /// <summary>The kinds that a text is clean of which lacks the characters that a function is true for.</summary>
    public static ulong Without(Func<char, bool> lacks, Kinds sinks) => In(s_rows, lacks, sinks) | In(s_lacking, lacks, sinks);

    /// <summary>The kinds that a text is clean of in which these characters were treated apart.</summary>
    public static ulong Escaped(Func<char, bool> isApart, Kinds sinks) => In(s_rows, isApart, sinks) | In(s_escaped, isApart, sinks);

    private static ulong In((string Kind, string Characters)[] rows, Func<char, bool> isOut, Kinds sinks)
    {
        ulong kinds = 0;
        foreach (var (kind, characters) in rows)
        {
            if (characters.All(isOut))
                kinds |= sinks.Find(kind);
        }

        return kinds;
    }

    /// <summary>A search for one of some characters, or for any but them: the text, and what it is clean of where nothing was found.</summary>
    public static (IOperation Text, ulong Kinds)? Absent(IInvocationOperation call, Kinds sinks)
    {
        var isExcept = call.TargetMethod.Name is "IndexOfAnyExcept" or "ContainsAnyExcept";
        if (!isExcept && call.TargetMethod.Name is not ("IndexOfAny" or "ContainsAny" or "IndexOf" or "Contains"))
            return null;
        var (text, searched) = call.Instance is { } own ? (own, call.Arguments) : call.Arguments.Length > 1 ? (call.Arguments[0].Value, call.Arguments.RemoveAt(0)) : (null, default);
        if (text is null || !AllowList.IsText(text) || Listed(searched, isExcept) is not { } characters)
            return null;
        text = AllowList.Unwrapped(text);
        if (!isExcept)
            return (text, Without(c => characters.IndexOf(c) >= 0, sinks));
        return (text, characters.All(AnchoredPattern.IsHarmless) ? Kinds.All : Without(c => characters.IndexOf(c) < 0, sinks));
    }

    private static string? Listed(IEnumerable<IArgumentOperation> arguments, bool isWhole)
    {
        var characters = new StringBuilder();
        foreach (var argument in arguments)
        {
            if (argument.Parameter?.Type.SpecialType is SpecialType.System_Int32 || argument.Parameter?.Type.TypeKind == TypeKind.Enum)
                continue;
            var value = argument.Value.Unconverted();
            if (FileNameCharacters.Are(value))
                characters.Append(FileNameCharacters.Visible);
            if (Written(value) is not { } written || !Collect(written, characters) && isWhole)
                return null;
        }

        // Who looks for one sign of a line break means both.
        if (!isWhole && characters.ToString().IndexOf('\n') >= 0)
            characters.Append('\r');
        return characters.Length > 0 ? characters.ToString() : null;
    }

    /// <summary>The kinds that the pieces of a text are clean of which was split where these characters stood.</summary>
    public static ulong Split(IInvocationOperation call, Kinds sinks) =>
        call.TargetMethod is { Name: "Split", ContainingType.SpecialType: SpecialType.System_String } && Listed(call.Arguments, false) is { } characters ? Without(c => characters.IndexOf(c) >= 0, sinks) : 0;

    /// <summary>The expression that makes a list of characters: where it stands, or where a field or a local gets it.</summary>
    private static SyntaxNode? Written(IOperation list)
    {
        ISymbol? kept = list switch
        {
            IFieldReferenceOperation { Field: { IsReadOnly: true } or { IsConst: true } } field => field.Field,
            ILocalReferenceOperation local => local.Local,
            IInvocationOperation { Instance: IFieldReferenceOperation { Field.IsConst: true } constant } => constant.Field,
            _ => null,
        };
        return kept is null ? list.Syntax : (kept.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() as VariableDeclaratorSyntax)?.Initializer?.Value;
    }

    /// <summary>The characters of the literals in an expression; false where it holds something else.</summary>
    private static bool Collect(SyntaxNode written, StringBuilder into)
    {
        var isAll = true;
        foreach (var node in written.DescendantNodesAndSelf())
        {
            if (node is LiteralExpressionSyntax { Token.Value: char or string } literal)
                into.Append(literal.Token.Value);
            else if (node is IdentifierNameSyntax { Identifier.Text: not ("SearchValues" or "Create" or "ToCharArray") })
                isAll = false;
        }

        return isAll;
    }

    /// <summary>The characters that a body asks for: in labels, patterns, comparisons and lists.</summary>
    public static HashSet<char> AskedIn(SyntaxNode body)
    {
        var asked = new HashSet<char>();
        foreach (var node in body.DescendantNodes())
        {
            switch (node)
            {
                case LiteralExpressionSyntax { RawKind: (int)SyntaxKind.CharacterLiteralExpression, Token.Value: char one } when node.Parent is CaseSwitchLabelSyntax or ConstantPatternSyntax or BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression }:
                    asked.Add(one);
                    break;
                case MemberAccessExpressionSyntax { Name.Identifier.Text: "IsControl", Expression: PredefinedTypeSyntax }:
                    asked.UnionWith("\r\n\0");
                    break;
                case MemberAccessExpressionSyntax { Name.Identifier.Text: "IsLetterOrDigit" or "IsAsciiLetterOrDigit", Expression: PredefinedTypeSyntax }:
                    asked.UnionWith(s_rows.Concat(s_lacking).Concat(s_escaped).SelectMany(static row => row.Characters));
                    break;
                case MemberAccessExpressionSyntax { Name.Identifier.Text: "Contains" or "IndexOf", Expression: LiteralExpressionSyntax { Token.Value: string many } }:
                    asked.UnionWith(many);
                    break;
                case MemberAccessExpressionSyntax { Name.Identifier.Text: "Contains" or "ContainsKey" or "IndexOf" or "TryGetValue" or "GetValueOrDefault", Expression: IdentifierNameSyntax { Identifier.Text: var name } }:
                    asked.UnionWith(Kept(name, node));
                    break;
            }
        }

        return asked;
    }

    /// <summary>The characters that a static list or table of the type holds, as keys where it has any.</summary>
    private static IEnumerable<char> Kept(string name, SyntaxNode use)
    {
        foreach (var field in use.FirstAncestorOrSelf<TypeDeclarationSyntax>()?.Members.OfType<FieldDeclarationSyntax>() ?? [])
        {
            if (field.Declaration.Variables is not [{ Initializer.Value: var value, Identifier.Text: var known }] || known != name)
                continue;
            foreach (var literal in value.DescendantNodesAndSelf().OfType<LiteralExpressionSyntax>())
            {
                if (literal.Token.Value is char one)
                    yield return one;
                else if (literal.Token.Value is string many && literal.Parent is EqualsValueClauseSyntax or MemberAccessExpressionSyntax or ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax })
                {
                    foreach (var c in many)
                        yield return c;
                }
            }
        }
    }
}
