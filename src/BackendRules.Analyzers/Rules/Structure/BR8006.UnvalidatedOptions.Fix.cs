using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Validates the attributes when the host starts; <c>Configure</c> becomes <c>AddOptions</c> and <c>Bind</c> where nothing is chained to it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class UnvalidatedOptionsFix : RuleFix
{
    private const string Checks = ".ValidateDataAnnotations().ValidateOnStart()";

    private static readonly ImmutableArray<Repair> s_validate = ImmutableArray.Create(new Repair("Validate when the host starts", "BR8006.validate"));

    public UnvalidatedOptionsFix()
        : base("BR8006")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Call(root, finding) is { } call && Text(call) is not null ? s_validate : ImmutableArray<Repair>.Empty;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        foreach (var finding in findings)
        {
            if (Call(editor.OriginalRoot, finding) is { } call && Text(call) is { } text)
                editor.ReplaceNode(call, SyntaxFactory.ParseExpression(text).WithTriviaFrom(call));
        }
    }

    private static InvocationExpressionSyntax? Call(SyntaxNode root, Diagnostic finding) =>
        root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>();

    private static string? Text(InvocationExpressionSyntax call)
    {
        if (call.Expression is not MemberAccessExpressionSyntax access)
            return null;
        var written = call.WithoutTrivia().ToString();
        if (access.Name.Identifier.ValueText != "Configure")
            return written + Checks;
        return call.Parent is ExpressionStatementSyntax && access.Name is GenericNameSyntax generic && call.ArgumentList.Arguments.Count == 1
            ? $"{access.Expression.WithoutTrivia()}.AddOptions{generic.TypeArgumentList}().Bind{call.ArgumentList}{Checks}"
            : null;
    }
}
