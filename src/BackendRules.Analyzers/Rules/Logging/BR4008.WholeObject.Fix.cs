using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Logs the plain members of the object: those that are no objects themselves and hold nothing that must not be logged.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class WholeObjectFix() : RuleFix("BR4008")
{
    private const int Most = 6;

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Projected(model, root, finding, cancellation) is null ? ImmutableArray<Repair>.Empty : ImmutableArray.Create(new Repair("Log its plain members", "BR4008"));

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        foreach (var finding in findings)
        {
            if (Projected(editor.SemanticModel, editor.OriginalRoot, finding, cancellation) is var (value, changed))
                editor.ReplaceNode(value, changed);
        }
    }

    private static (ExpressionSyntax Value, ExpressionSyntax Changed)? Projected(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation)
    {
        // Anything but a name would be evaluated once for each member.
        if (root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true) is not IdentifierNameSyntax value || model.GetTypeInfo(value, cancellation).Type is not INamedTypeSymbol type
            || type.NullableAnnotation == NullableAnnotation.Annotated && model.GetTypeInfo(value, cancellation).Nullability.FlowState == NullableFlowState.MaybeNull)
            return null;
        if (!SymbolEqualityComparer.Default.Equals(WholeObject.Element(type), type))
            return null;
        var members = WholeObject.Properties(type).Where(static property => IsPlain(property.Type) && SensitiveData.Kind(property, property.Type) is null)
            .OrderBy(static property => property.Name == "Id" ? 0 : 1).Select(static property => property.Name).Distinct().Take(Most).ToArray();
        if (members.Length == 0)
            return null;
        var text = $"new {{ {string.Join(", ", members.Select(member => $"{value.Identifier.Text}.{member}"))} }}";
        return (value, SyntaxFactory.ParseExpression(text).WithTriviaFrom(value));
    }

    private static bool IsPlain(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
            type = nullable.TypeArguments[0];
        return type.TypeKind == TypeKind.Enum || type.SpecialType is >= SpecialType.System_Boolean and <= SpecialType.System_String or SpecialType.System_DateTime
            || type.Is("System.Guid") || type.Is("System.DateTimeOffset") || type.Is("System.DateOnly");
    }
}
