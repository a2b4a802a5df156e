using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Redirects within this site only.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class RedirectFromInputFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_offer = ImmutableArray.Create(new Repair("Redirect within this site only", "BR1007.local"));

    private static readonly Members s_calls = new(
        "Microsoft.AspNetCore.Mvc.ControllerBase.{Redirect,RedirectPermanent,RedirectPreserveMethod,RedirectPermanentPreserveMethod}",
        "Microsoft.AspNetCore.Mvc.RazorPages.PageBase.{Redirect,RedirectPermanent,RedirectPreserveMethod,RedirectPermanentPreserveMethod}",
        "Microsoft.AspNetCore.Mvc.RazorPages.PageModel.{Redirect,RedirectPermanent,RedirectPreserveMethod,RedirectPermanentPreserveMethod}",
        "Microsoft.AspNetCore.Http.Results.Redirect", "Microsoft.AspNetCore.Http.TypedResults.Redirect");

    public RedirectFromInputFix()
        : base("BR1007")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Name(model, root, finding, cancellation) is null ? ImmutableArray<Repair>.Empty : s_offer;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        foreach (var finding in findings)
        {
            if (Name(editor.SemanticModel, editor.OriginalRoot, finding, cancellation) is { } name)
                editor.ReplaceNode(name, SyntaxFactory.IdentifierName("Local" + name.Identifier.ValueText).WithTriviaFrom(name));
        }
    }

    private static SimpleNameSyntax? Name(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation)
    {
        var call = root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>(call =>
            call.ArgumentList.Arguments.Any(argument => argument.Span.Contains(finding.Location.SourceSpan)) && model.GetSymbolInfo(call, cancellation).Symbol is IMethodSymbol method && s_calls.Contain(method));
        return call?.Expression switch
        {
            SimpleNameSyntax name => name,
            MemberAccessExpressionSyntax access => access.Name,
            _ => null,
        };
    }
}
