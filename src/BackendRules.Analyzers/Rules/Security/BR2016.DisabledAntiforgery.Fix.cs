using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;

namespace BackendRules;

/// <summary>Takes the exemption out, or demands the token.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class DisabledAntiforgeryFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_protect = ImmutableArray.Create(new Repair("Demand the antiforgery token", "BR2016.protect"));

    public DisabledAntiforgeryFix()
        : base("BR2016")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Place(root, finding) is not null ? s_protect : ImmutableArray<Repair>.Empty;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        var lineBreak = LineBreak.Of(editor.OriginalRoot);
        foreach (var finding in findings)
        {
            switch (Place(editor.OriginalRoot, finding))
            {
                case InvocationExpressionSyntax call:
                    editor.ReplaceNode(call, static (current, _) => ((MemberAccessExpressionSyntax)((InvocationExpressionSyntax)current).Expression).Expression.WithTrailingTrivia(current.GetTrailingTrivia()));
                    break;
                case AttributeSyntax { Parent: AttributeListSyntax { Attributes.Count: 1 } list }:
                    editor.RemoveNode(list, SyntaxRemoveOptions.KeepDirectives);
                    break;
                case AttributeSyntax attribute:
                    editor.RemoveNode(attribute, SyntaxRemoveOptions.KeepDirectives);
                    break;
                case MethodDeclarationSyntax { AttributeLists: [.., var last] } method:
                    var indent = last.GetLeadingTrivia().Where(static t => t.IsKind(SyntaxKind.WhitespaceTrivia)).Take(1);
                    var list2 = SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Attribute(
                        SyntaxFactory.ParseName("Microsoft.AspNetCore.Antiforgery.RequireAntiforgeryToken").WithAdditionalAnnotations(Simplifier.Annotation)))).WithLeadingTrivia(indent).WithTrailingTrivia(lineBreak);
                    editor.ReplaceNode(method, (current, _) => ((MethodDeclarationSyntax)current).AddAttributeLists(list2));
                    break;
            }
        }
    }

    private static SyntaxNode? Place(SyntaxNode root, Diagnostic finding)
    {
        var token = root.FindToken(finding.Location.SourceSpan.Start);
        if (token.Parent is MethodDeclarationSyntax { AttributeLists.Count: > 0 } method && method.Identifier == token)
            return method;
        if (token.Parent?.FirstAncestorOrSelf<AttributeSyntax>() is { } attribute && attribute.Span == finding.Location.SourceSpan)
            return attribute;
        return token.Parent?.FirstAncestorOrSelf<InvocationExpressionSyntax>(static call => call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "DisableAntiforgery" });
    }
}
