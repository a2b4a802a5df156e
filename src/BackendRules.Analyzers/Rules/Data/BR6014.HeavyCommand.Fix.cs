using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Gives a cached value five minutes.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class HeavyCommandFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_offer = ImmutableArray.Create(new Repair("Let it expire after five minutes", "BR6014.expiry"));

    public HeavyCommandFix()
        : base("BR6014")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Call(root, finding) is null ? ImmutableArray<Repair>.Empty : s_offer;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        foreach (var finding in findings)
        {
            if (Call(editor.OriginalRoot, finding) is not { } call)
                continue;
            var isRedis = finding.Properties[HeavyCommand.Expiry] == "redis";
            var expiry = SyntaxFactory.Argument(SyntaxFactory.ParseExpression(isRedis ? "TimeSpan.FromMinutes(5)" : "new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(5) }")).WithLeadingTrivia(SyntaxFactory.Space);
            var arguments = call.ArgumentList.Arguments;
            editor.ReplaceNode(call, (current, _) => ((InvocationExpressionSyntax)current).WithArgumentList(call.ArgumentList.WithArguments(arguments.Insert(Math.Min(2, arguments.Count), expiry))));
        }
    }

    private static InvocationExpressionSyntax? Call(SyntaxNode root, Diagnostic finding) =>
        finding.Properties.ContainsKey(HeavyCommand.Expiry) && root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } call
        && call.ArgumentList.Arguments.Count >= 2 && call.ArgumentList.Arguments.All(static argument => argument.NameColon is null) ? call : null;
}
