using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Takes the service as a parameter of the constructor.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class ServiceLocatorFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_offer = ImmutableArray.Create(new Repair("Take the service in the constructor", "BR8004.constructor"));

    public ServiceLocatorFix()
        : base("BR8004")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Call(root, finding) is { } call && Service(call, model, cancellation) is { } service && new ConstructorInjection(model, cancellation).Ask(call, service) is not null ? s_offer : ImmutableArray<Repair>.Empty;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        var injection = new ConstructorInjection(editor.SemanticModel, cancellation);
        foreach (var finding in findings)
        {
            if (Call(editor.OriginalRoot, finding) is { } call && Service(call, editor.SemanticModel, cancellation) is { } service && injection.Ask(call, service) is { } name)
                editor.ReplaceNode(call, SyntaxFactory.IdentifierName(name).WithTriviaFrom(call));
        }

        injection.Apply(editor);
    }

    private static InvocationExpressionSyntax? Call(SyntaxNode root, Diagnostic finding) =>
        finding.Properties.ContainsKey(ServiceLocator.Service) ? root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true) as InvocationExpressionSyntax : null;

    private static INamedTypeSymbol? Service(InvocationExpressionSyntax call, SemanticModel model, CancellationToken cancellation) =>
        model.GetSymbolInfo(call, cancellation).Symbol is IMethodSymbol { TypeArguments: [INamedTypeSymbol service] } ? service : null;
}
