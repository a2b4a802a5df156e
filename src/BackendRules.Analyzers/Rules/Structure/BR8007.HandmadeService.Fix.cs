using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Takes the service in the constructor, or as a parameter of the handler.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class HandmadeServiceFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_offer = ImmutableArray.Create(new Repair("Take the service from the container", "BR8007.constructor"));

    public HandmadeServiceFix()
        : base("BR8007")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Made(root, finding) is { } made && Service(finding, model) is { } service && new ConstructorInjection(model, cancellation).Ask(made, service) is not null ? s_offer : ImmutableArray<Repair>.Empty;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        var injection = new ConstructorInjection(editor.SemanticModel, cancellation);
        foreach (var finding in findings)
        {
            if (Made(editor.OriginalRoot, finding) is { } made && Service(finding, editor.SemanticModel) is { } service && injection.Ask(made, service) is { } name)
                editor.ReplaceNode(made, SyntaxFactory.IdentifierName(name).WithTriviaFrom(made));
        }

        injection.Apply(editor);
    }

    /// <summary>What is disposed here can't be the container's.</summary>
    private static BaseObjectCreationExpressionSyntax? Made(SyntaxNode root, Diagnostic finding) =>
        root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true) is BaseObjectCreationExpressionSyntax made
        && made.FirstAncestorOrSelf<LocalDeclarationStatementSyntax>() is not { UsingKeyword.RawKind: not 0 } && made.Parent is not UsingStatementSyntax && made.Parent?.Parent?.Parent?.Parent is not UsingStatementSyntax ? made : null;

    private static INamedTypeSymbol? Service(Diagnostic finding, SemanticModel model) =>
        finding.Properties.TryGetValue(HandmadeService.Service, out var name) && name is not null ? model.Compilation.GetTypeByMetadataName(name) : null;
}
