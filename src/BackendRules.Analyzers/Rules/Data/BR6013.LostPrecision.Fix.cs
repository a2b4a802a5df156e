using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;

namespace BackendRules;

/// <summary>Gives a decimal the precision of money.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class LostPrecisionFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_offer = ImmutableArray.Create(new Repair("Add '[Precision(18, 2)]'", "BR6013.precision"));

    public LostPrecisionFix()
        : base("BR6013")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Property(root, finding) is null ? ImmutableArray<Repair>.Empty : s_offer;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        foreach (var finding in findings)
        {
            if (Property(editor.OriginalRoot, finding) is not { } property)
                continue;
            var attribute = SyntaxFactory.Attribute(SyntaxFactory.ParseName("Microsoft.EntityFrameworkCore.Precision").WithAdditionalAnnotations(Simplifier.Annotation), SyntaxFactory.ParseAttributeArgumentList("(18, 2)"));
            var list = SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(attribute)).WithLeadingTrivia(property.GetLeadingTrivia()).WithTrailingTrivia(SyntaxFactory.Space);
            editor.ReplaceNode(property, property.WithoutLeadingTrivia().WithAttributeLists(property.AttributeLists.Insert(0, list)));
        }
    }

    private static PropertyDeclarationSyntax? Property(SyntaxNode root, Diagnostic finding) =>
        finding.Properties.ContainsKey(LostPrecision.Decimal) ? root.FindNode(finding.Location.SourceSpan).FirstAncestorOrSelf<PropertyDeclarationSyntax>() : null;
}
