using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Sets the mark: on the entity that would be removed, or in one statement over all that would be deleted.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class BypassedSoftDeleteFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_offer = ImmutableArray.Create(new Repair("Mark as deleted", "BR6008.mark"));

    public BypassedSoftDeleteFix()
        : base("BR6008")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Call(root, finding) is { } call && Repaired(model, call, finding, cancellation) is not null ? s_offer : ImmutableArray<Repair>.Empty;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        foreach (var finding in findings)
        {
            if (Call(editor.OriginalRoot, finding) is { } call && Repaired(editor.SemanticModel, call, finding, cancellation) is { } repaired)
                editor.ReplaceNode(call, repaired.WithTriviaFrom(call));
        }
    }

    private static InvocationExpressionSyntax? Call(SyntaxNode root, Diagnostic finding) =>
        finding.Properties.ContainsKey(BypassedSoftDelete.Mark) && root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>() is { Expression: MemberAccessExpressionSyntax } call ? call : null;

    private static ExpressionSyntax? Repaired(SemanticModel model, InvocationExpressionSyntax call, Diagnostic finding, CancellationToken cancellation)
    {
        var access = (MemberAccessExpressionSyntax)call.Expression;
        var mark = finding.Properties[BypassedSoftDelete.Mark]!;
        if (model.GetSymbolInfo(call, cancellation).Symbol is not IMethodSymbol method)
            return null;
        var name = access.Name.Identifier.ValueText;
        if (name == "Remove")
        {
            // Only a statement whose value nobody reads, on something that can be named.
            if (call.Parent is not ExpressionStatementSyntax || call.ArgumentList.Arguments is not [{ Expression: IdentifierNameSyntax or MemberAccessExpressionSyntax } argument] || model.GetTypeInfo(argument.Expression, cancellation).Type is not { } entity
                || SoftDeletion.Mark(entity) is not { } property)
                return null;
            return SyntaxFactory.ParseExpression($"{argument.Expression.WithoutTrivia()}.{mark} = {Value(property)}");
        }

        if (!name.StartsWith("ExecuteDelete", StringComparison.Ordinal) || method.ReceiverType is not INamedTypeSymbol { TypeArguments: [var row] } || SoftDeletion.Mark(row) is not { } column)
            return null;
        var setter = SyntaxFactory.Argument(SyntaxFactory.ParseExpression($"setters => setters.SetProperty(row => row.{mark}, {Value(column)})"));
        var arguments = call.ArgumentList.Arguments.Count == 0
            ? SyntaxFactory.SingletonSeparatedList(setter)
            : call.ArgumentList.Arguments.Replace(call.ArgumentList.Arguments[0], call.ArgumentList.Arguments[0].WithLeadingTrivia(SyntaxFactory.Space)).Insert(0, setter);
        return call.WithExpression(access.WithName(SyntaxFactory.IdentifierName(name.Replace("Delete", "Update")))).WithArgumentList(call.ArgumentList.WithArguments(arguments));
    }

    private static string Value(IPropertySymbol mark) =>
        mark.Type.SpecialType == SpecialType.System_Boolean ? "true"
        : mark.Type is INamedTypeSymbol { TypeArguments: [{ Name: "DateTimeOffset" }] } ? "DateTimeOffset.UtcNow" : "DateTime.UtcNow";
}
