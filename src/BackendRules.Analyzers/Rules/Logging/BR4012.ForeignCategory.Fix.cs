using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Names the class that uses the logger; the field that keeps it takes the same type.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class ForeignCategoryFix() : RuleFix("BR4012")
{
    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Changes(model, root, finding, cancellation).Count > 0 ? ImmutableArray.Create(new Repair("Name the logger after this class", "BR4012")) : ImmutableArray<Repair>.Empty;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        var done = new HashSet<SyntaxNode>();
        foreach (var finding in findings)
        {
            foreach (var (old, changed) in Changes(editor.SemanticModel, editor.OriginalRoot, finding, cancellation))
            {
                if (done.Add(old))
                    editor.ReplaceNode(old, changed.WithTriviaFrom(old));
            }
        }
    }

    private static List<(SyntaxNode Old, SyntaxNode Changed)> Changes(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation)
    {
        var changes = new List<(SyntaxNode, SyntaxNode)>();
        var place = root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true);
        if (place.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type)
            return changes;
        var own = Own(type);
        if (place.FirstAncestorOrSelf<ParameterSyntax>() is not { Type: { } written } parameter)
        {
            changes.Add((place, own));
            return changes;
        }

        if (model.GetTypeInfo(written, cancellation).Type is not INamedTypeSymbol { TypeArguments.Length: 1 } logger || Argument(written) is not { } argument)
            return changes;
        // Who makes the class by hand has a logger of the old kind at hand.
        if (model.Compilation.SyntaxTrees.Any(tree => tree.GetText(cancellation).ToString().Contains($"new {type.Identifier.ValueText}(")))
            return changes;
        changes.Add((argument, own));
        foreach (var member in type.Members)
        {
            var held = member switch
            {
                FieldDeclarationSyntax field => field.Declaration.Type,
                PropertyDeclarationSyntax property => property.Type,
                _ => null,
            };
            if (held is not null && Argument(held) is { } other && SymbolEqualityComparer.Default.Equals(model.GetTypeInfo(held, cancellation).Type, logger))
                changes.Add((other, own));
        }

        return changes;
    }

    private static TypeSyntax? Argument(TypeSyntax type) => type switch
    {
        GenericNameSyntax { TypeArgumentList.Arguments.Count: 1 } generic => generic.TypeArgumentList.Arguments[0],
        QualifiedNameSyntax { Right: GenericNameSyntax { TypeArgumentList.Arguments.Count: 1 } generic } => generic.TypeArgumentList.Arguments[0],
        NullableTypeSyntax nullable => Argument(nullable.ElementType),
        _ => null,
    };

    private static TypeSyntax Own(TypeDeclarationSyntax type) => type.TypeParameterList is { Parameters.Count: > 0 } parameters
        ? SyntaxFactory.ParseTypeName($"{type.Identifier.ValueText}<{string.Join(", ", parameters.Parameters.Select(static p => p.Identifier.ValueText))}>")
        : SyntaxFactory.IdentifierName(type.Identifier.WithoutTrivia());
}
