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
