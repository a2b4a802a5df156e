using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Answers a caught failure with a problem, and nothing found with 404.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class FailureAsSuccessFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_problem = ImmutableArray.Create(new Repair("Answer with a problem", "BR3004.status"));
    private static readonly ImmutableArray<Repair> s_missing = ImmutableArray.Create(new Repair("Answer with 404 when nothing is found", "BR3004.status"));

    public FailureAsSuccessFix()
        : base("BR3004")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation)
    {
        if (Call(root, finding) is not { } call || !HasWideResult(call, model, cancellation))
            return ImmutableArray<Repair>.Empty;
        if (finding.Properties.ContainsKey(FailureAsSuccess.Missing))
            return s_missing;
        // A script that reads the flag of a 200 would not find it in a problem.
        return finding.Descriptor.DefaultSeverity != DiagnosticSeverity.Info && call.Ancestors().Any(static node => node is CatchClauseSyntax) ? s_problem : ImmutableArray<Repair>.Empty;
    }

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        foreach (var finding in findings)
        {
            if (Call(editor.OriginalRoot, finding) is not { } call || !HasWideResult(call, editor.SemanticModel, cancellation))
                continue;
            var prefix = call.Expression is MemberAccessExpressionSyntax access ? access.Expression + "." : "";
            if (finding.Properties.TryGetValue(FailureAsSuccess.Missing, out var name) && name is not null)
                editor.ReplaceNode(call, SyntaxFactory.ParseExpression($"{name} is null ? {prefix}NotFound() : {call.WithoutTrivia()}").WithTriviaFrom(call));
            else if (call.Ancestors().Any(static node => node is CatchClauseSyntax))
                editor.ReplaceNode(call, SyntaxFactory.ParseExpression($"{prefix}Problem({Detail(call)})").WithTriviaFrom(call));
        }
    }

    private static InvocationExpressionSyntax? Call(SyntaxNode root, Diagnostic finding) =>
        root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>(call => call.Span == finding.Location.SourceSpan);

    /// <summary>A text that was written for the caller stays.</summary>
    private static string Detail(InvocationExpressionSyntax call) => call.ArgumentList.Arguments.Count != 1 ? "" : call.ArgumentList.Arguments[0].Expression switch
    {
        LiteralExpressionSyntax literal when literal.IsKind(SyntaxKind.StringLiteralExpression) => literal.ToString(),
        AnonymousObjectCreationExpressionSyntax told => told.Initializers.Where(static member => member.NameEquals?.Name.Identifier.ValueText.ToLowerInvariant() is "error" or "message" or "errormessage" or "detail" or "title")
            .Select(static member => member.Expression).OfType<LiteralExpressionSyntax>().FirstOrDefault(static text => text.IsKind(SyntaxKind.StringLiteralExpression))?.ToString() ?? "",
        _ => "",
    };

    /// <summary>The function may give any result back, not only that of 200.</summary>
    private static bool HasWideResult(InvocationExpressionSyntax call, SemanticModel model, CancellationToken cancellation)
    {
        if (call.Parent is not (ReturnStatementSyntax or ArrowExpressionClauseSyntax) || model.GetSymbolInfo(call, cancellation).Symbol is not IMethodSymbol method)
            return false;
        if (method.ContainingType.Is("Microsoft.AspNetCore.Http.Results"))
            return true;
        return (method.ContainingType.Is("Microsoft.AspNetCore.Mvc.ControllerBase") || method.ContainingType.Is("Microsoft.AspNetCore.Mvc.Controller"))
            && model.GetTypeInfo(call, cancellation).ConvertedType is { } type && (type.Is("Microsoft.AspNetCore.Mvc.IActionResult") || type.Is("Microsoft.AspNetCore.Mvc.ActionResult") || type.Is("Microsoft.AspNetCore.Mvc.ActionResult`1"));
    }
}
