using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace BackendRules;

/// <summary>Requires authorization, writes down that the endpoint is open, or gives the application a fallback policy.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class UndecidedEndpointFix : RuleFix
{
    private static readonly Repair s_require = new("Require authorization", "BR2014.require");
    private static readonly Repair s_fallback = new("Require it of every endpoint that says nothing", "BR2014.fallback");
    private static readonly Repair s_allow = new("Write down that it is open", "BR2014.allow");

    public UndecidedEndpointFix()
        : base("BR2014")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Action(root, finding) is null && Call(root, finding) is null ? ImmutableArray<Repair>.Empty
        : finding.Properties.ContainsKey(UndecidedEndpoint.Door) ? ImmutableArray.Create(s_allow)
        : FallbackPolicy.In(root, model, cancellation) is null ? ImmutableArray.Create(s_require, s_allow) : ImmutableArray.Create(s_require, s_allow, s_fallback);

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        if (repair.Key == s_fallback.Key)
        {
            FallbackPolicy.In(editor.OriginalRoot, editor.SemanticModel, cancellation)?.Apply(editor);
            return;
        }

        var allow = repair.Key == s_allow.Key;
        var lineBreak = LineBreak.Of(editor.OriginalRoot);
        foreach (var finding in findings)
        {
            if (Action(editor.OriginalRoot, finding) is { } action)
                editor.ReplaceNode(action, (current, _) => Marked((MemberDeclarationSyntax)current, allow ? "AllowAnonymous" : "Authorize", lineBreak));
            else if (Call(editor.OriginalRoot, finding) is { } call)
                editor.ReplaceNode(call, (current, _) => Said((InvocationExpressionSyntax)current, allow ? "AllowAnonymous" : "RequireAuthorization"));
        }
    }

    /// <summary>The action, or the class of the page.</summary>
    private static MemberDeclarationSyntax? Action(SyntaxNode root, Diagnostic finding) =>
        finding.Properties.TryGetValue(UndecidedEndpoint.Style, out var style) && style is "action" or "page"
            ? root.FindToken(finding.Location.SourceSpan.Start).Parent is not MethodDeclarationSyntax method ? null : style == "page" ? method.Parent as ClassDeclarationSyntax : method : null;

    private static InvocationExpressionSyntax? Call(SyntaxNode root, Diagnostic finding) =>
        finding.Properties.TryGetValue(UndecidedEndpoint.Style, out var style) && style == "map"
            ? root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>(call =>
                call.Expression is MemberAccessExpressionSyntax access && access.Name.Span.Contains(finding.Location.SourceSpan.Start)) : null;

    private static MemberDeclarationSyntax Marked(MemberDeclarationSyntax method, string attribute, SyntaxTrivia lineBreak)
    {
        var leading = method.GetLeadingTrivia();
        var indent = leading.Count > 0 && leading[leading.Count - 1].IsKind(SyntaxKind.WhitespaceTrivia) ? SyntaxFactory.TriviaList(leading[leading.Count - 1]) : default;
        var list = SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Attribute(
            SyntaxFactory.ParseName("Microsoft.AspNetCore.Authorization." + attribute).WithAdditionalAnnotations(Simplifier.Annotation))));
        if (method.AttributeLists.Count == 0)
            return method.WithLeadingTrivia(indent).WithAttributeLists(SyntaxFactory.SingletonList(list.WithLeadingTrivia(leading).WithTrailingTrivia(lineBreak)));
        var last = method.AttributeLists[method.AttributeLists.Count - 1];
        return method.WithAttributeLists(method.AttributeLists.Add(list.WithLeadingTrivia(method.AttributeLists.Count > 1 || indent.Count > 0 ? indent : last.GetLeadingTrivia()).WithTrailingTrivia(lineBreak)));
    }

    /// <summary>Right behind the call, where its own results can still be chained.</summary>
    private static InvocationExpressionSyntax Said(InvocationExpressionSyntax call, string method) => SyntaxFactory.InvocationExpression(
        SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, call.WithoutTrailingTrivia(), SyntaxFactory.IdentifierName(method)),
        SyntaxFactory.ArgumentList()).WithTrailingTrivia(call.GetTrailingTrivia()).WithAdditionalAnnotations(Formatter.Annotation);
}
