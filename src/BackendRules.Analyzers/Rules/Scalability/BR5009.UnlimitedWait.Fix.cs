using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Limits the call to half a minute, or to what the library has by itself.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class UnlimitedWaitFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_offer = ImmutableArray.Create(new Repair("Limit the call to 30 seconds", "BR5009.limit"));

    public UnlimitedWaitFix()
        : base("BR5009")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        finding.Properties.TryGetValue(UnlimitedWait.Unit, out var unit) && unit == "text" ? ImmutableArray<Repair>.Empty : s_offer;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        foreach (var finding in findings)
        {
            var node = editor.OriginalRoot.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true);
            var value = finding.Properties.TryGetValue(UnlimitedWait.Unit, out var unit) ? unit switch { "span" => "TimeSpan.FromSeconds(30)", "milliseconds" => "5000", _ => "30" } : "30";
            if (unit == "deadline" && node is InvocationExpressionSyntax call)
                editor.ReplaceNode(call.ArgumentList, call.ArgumentList.AddArguments(SyntaxFactory.Argument(SyntaxFactory.ParseExpression("DateTime.UtcNow.AddSeconds(30)")).WithNameColon(SyntaxFactory.NameColon("deadline").WithTrailingTrivia(SyntaxFactory.Space))));
            else if (node.FirstAncestorOrSelf<AssignmentExpressionSyntax>() is { } assignment && assignment.Span == finding.Location.SourceSpan)
                editor.ReplaceNode(assignment.Right, SyntaxFactory.ParseExpression(value).WithTriviaFrom(assignment.Right));
            else if (node.FirstAncestorOrSelf<ArgumentSyntax>() is { } argument)
                editor.ReplaceNode(argument.Expression, SyntaxFactory.ParseExpression(value).WithTriviaFrom(argument.Expression));
        }
    }
}
