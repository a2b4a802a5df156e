using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Flow;

/// <summary>The characters that no file's name may have: without them a name has no separator, on whichever system the list was made.</summary>
internal static class FileNameCharacters
{
    /// <summary>Those that can be seen, as Windows has them.</summary>
    public const string Visible = "/\\:*?\"<>|";

    /// <summary>Whether an expression is that list, or a local or a field that holds it, whatever else it holds.</summary>
    public static bool Are(IOperation? list) => list?.Unconverted() switch
    {
        IInvocationOperation { TargetMethod: { Name: "GetInvalidFileNameChars", ContainingType.Name: "Path" } } => true,
        ILocalReferenceOperation { Local.DeclaringSyntaxReferences: [var local] } => Holds(local.GetSyntax()),
        IFieldReferenceOperation { Field: { IsReadOnly: true, DeclaringSyntaxReferences: [var field] } } => Holds(field.GetSyntax()),
        _ => false,
    };

    /// <summary>Whether a pattern, made where it stands or in locals and fields before, finds one of them: <c>$"[{Regex.Escape(new string(Path.GetInvalidFileNameChars()))}]"</c>.</summary>
    public static bool AreFoundBy(SyntaxNode pattern)
    {
        var (isClass, isListed) = (false, false);
        foreach (var node in Parts(pattern, 0))
        {
            var text = node is LiteralExpressionSyntax literal ? literal.Token.Value as string : (node as InterpolatedStringTextSyntax)?.TextToken.ValueText;
            var called = (node as MemberAccessExpressionSyntax)?.Name.Identifier.ValueText;
            if (called is "Except" or "Where" || text?.IndexOf("[^", StringComparison.Ordinal) >= 0)
                return false;
            isClass |= text?.IndexOf('[') >= 0;
            isListed |= called == "GetInvalidFileNameChars";
        }

        return isClass && isListed;
    }

    /// <summary>What an expression is made of, and what locals and fields in it were made of.</summary>
    private static IEnumerable<SyntaxNode> Parts(SyntaxNode made, int depth)
    {
        foreach (var node in made.DescendantNodesAndSelf())
        {
            yield return node;
            if (depth < 3 && node is IdentifierNameSyntax { Identifier.ValueText: var name } && node.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type)
            {
                var around = node.FirstAncestorOrSelf<MemberDeclarationSyntax>()!;
                var declared = around.DescendantNodes().Concat(type.Members.OfType<FieldDeclarationSyntax>().SelectMany(static field => field.Declaration.Variables)).OfType<VariableDeclaratorSyntax>().FirstOrDefault(variable => variable.Identifier.ValueText == name);
                foreach (var part in declared?.Initializer is { Value: { } value } && !value.Span.Contains(node.Span) ? Parts(value, depth + 1) : [])
                    yield return part;
            }
        }
    }

    private static bool Holds(SyntaxNode declaration)
    {
        var isListed = false;
        foreach (var node in declaration is VariableDeclaratorSyntax { Initializer.Value: { } value } ? value.DescendantNodesAndSelf() : [])
        {
            if (node is MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name })
            {
                if (name is "Except" or "Where")
                    return false;
                isListed |= name == "GetInvalidFileNameChars";
            }
        }

        return isListed;
    }
}
