using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Turns a text that is put together into a template with named placeholders. Also repairs what the SDK reports as CA2254.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class TemplateFromValueFix() : RuleFix("BR4001", "CA2254")
{
    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Rewrite(model, root, finding, cancellation) is null ? ImmutableArray<Repair>.Empty : ImmutableArray.Create(new Repair("Write a message template", "BR4001"));

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        foreach (var finding in findings)
        {
            if (Rewrite(editor.SemanticModel, editor.OriginalRoot, finding, cancellation) is not var (call, changed, unused))
                continue;
            editor.ReplaceNode(call, changed);
            if (unused is not null)
                editor.RemoveNode(unused, HasComment(unused) ? SyntaxRemoveOptions.KeepExteriorTrivia : SyntaxRemoveOptions.KeepUnbalancedDirectives);
        }
    }

    private static bool HasComment(SyntaxNode node) => node.GetLeadingTrivia().Concat(node.GetTrailingTrivia())
        .Any(static trivia => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia));

    private static (InvocationExpressionSyntax Call, InvocationExpressionSyntax Changed, StatementSyntax? Unused)? Rewrite(
        SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation)
    {
        if (LogCallSyntax.Around(root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true), model, cancellation) is not { } log)
            return null;
        var (text, unused) = Built(log, model, cancellation);
        if (text is null || TemplatePiece.Of(text, model) is not { } pieces)
            return null;
        var draft = TemplateDraft.Of(pieces, log.Values, model, log.TakesException, positional: !log.Log.IsStructured);
        return draft is null ? null : (log.Call, log.With(draft.Text, draft.Values, draft.Exception), unused);
    }

    /// <summary>
    /// The expression that builds the text: the argument itself, or what the statement before assigned to a local of which this is the only use.
    /// </summary>
    private static (ExpressionSyntax? Text, StatementSyntax? Unused) Built(LogCallSyntax log, SemanticModel model, CancellationToken cancellation)
    {
        var template = log.Template;
        while (template is ParenthesizedExpressionSyntax inner)
            template = inner.Expression;
        if (IsChoice(template))
            return (null, null);
        if (template is not IdentifierNameSyntax name || model.GetSymbolInfo(name, cancellation).Symbol is not ILocalSymbol local)
            return (template, null);
        if (local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation) is not VariableDeclaratorSyntax { Initializer.Value: { } value } declarator
            || declarator.Parent?.Parent is not LocalDeclarationStatementSyntax { Declaration.Variables.Count: 1, Parent: BlockSyntax block } declaration)
            return (null, null);
        // One placeholder for either text would say nothing: a template for each is a decision.
        if (IsChoice(value))
            return (null, null);
        var next = block.Statements.IndexOf(declaration) + 1;
        var uses = block.DescendantNodes().OfType<IdentifierNameSyntax>().Count(use => use.Identifier.ValueText == local.Name);
        return uses == 1 && next < block.Statements.Count && block.Statements[next].Span.Contains(log.Call.Span) ? (value, declaration) : (null, null);
    }

    /// <summary>Whether an expression chooses between texts, one of which is put together.</summary>
    private static bool IsChoice(ExpressionSyntax expression)
    {
        while (expression is ParenthesizedExpressionSyntax inner)
            expression = inner.Expression;
        return expression switch
        {
            ConditionalExpressionSyntax => true,
            SwitchExpressionSyntax => true,
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } either => either.Right is InterpolatedStringExpressionSyntax or BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression },
            _ => false,
        };
    }
}
