using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Leaves unsafe methods out of the retry: by the switch of the standard handler, or on the options that a handler of one's own gives to <c>AddRetry</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class RepeatedPostFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_offer = ImmutableArray.Create(new Repair("Don't repeat unsafe methods", "BR5002.safe"));

    public RepeatedPostFix()
        : base("BR5002")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Call(root, finding) is not null || OwnRetry.Of(root, finding, model) is not null ? s_offer : ImmutableArray<Repair>.Empty;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        foreach (var finding in findings)
        {
            if (Call(editor.OriginalRoot, finding) is { } call)
                editor.ReplaceNode(call.ArgumentList, Careful(call.ArgumentList));
            else
                OwnRetry.Of(editor.OriginalRoot, finding, editor.SemanticModel)?.Apply(editor);
        }
    }

    private static ArgumentListSyntax Careful(ArgumentListSyntax list)
    {
        if (list.Arguments.Count == 0)
            return SyntaxFactory.ParseArgumentList("(options => options.Retry.DisableForUnsafeHttpMethods())");
        var lambda = (SimpleLambdaExpressionSyntax)list.Arguments[0].Expression;
        var added = SyntaxFactory.ParseStatement($"{lambda.Parameter.Identifier.ValueText}.Retry.DisableForUnsafeHttpMethods();");
        var block = (BlockSyntax)lambda.Body;
        var last = block.Statements.Last();
        return list.ReplaceNode(block, block.AddStatements(added.WithLeadingTrivia(last.GetLeadingTrivia()).WithTrailingTrivia(last.GetTrailingTrivia())));
    }

    private static InvocationExpressionSyntax? Call(SyntaxNode root, Diagnostic finding) =>
        finding.Properties.ContainsKey(RepeatedPost.Standard) && root.FindNode(finding.Location.SourceSpan).FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } call
        && (call.ArgumentList.Arguments.Count == 0 || call.ArgumentList.Arguments is [{ Expression: SimpleLambdaExpressionSyntax { Body: BlockSyntax { Statements.Count: > 0 } } }]) ? call : null;
}
