using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Takes the value and its placeholder out of the call.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class SensitiveLogFix() : RuleFix("BR4006")
{
    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Call(model, root, finding, cancellation) is { } log && Rewrite(log, model, [finding], cancellation) is not null
            ? ImmutableArray.Create(new Repair("Leave it out of the log", "BR4006")) : ImmutableArray<Repair>.Empty;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        var model = editor.SemanticModel;
        foreach (var group in findings.GroupBy(finding => Call(model, editor.OriginalRoot, finding, cancellation)?.Call))
        {
            if (group.Key is null || LogCallSyntax.Around(group.Key, model, cancellation) is not { } log)
                continue;
            if (Rewrite(log, model, group.ToArray(), cancellation) is { } changed)
                editor.ReplaceNode(log.Call, changed);
        }
    }

    private static LogCallSyntax? Call(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        LogCallSyntax.Around(root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true), model, cancellation);

    private static InvocationExpressionSyntax? Rewrite(LogCallSyntax log, SemanticModel model, IReadOnlyList<Diagnostic> findings, CancellationToken cancellation)
    {
        if (model.GetConstantValue(log.Template, cancellation) is not { HasValue: true, Value: string text } || log.Template is not LiteralExpressionSyntax || !log.Log.IsStructured)
            return null;
        var values = log.Values.ToList();
        var template = MessageTemplate.Parse(text);
        if (template.Fault is not null || template.Holes.Count != values.Count || template.Holes.Any(static hole => hole.IsPositional))
            return null;
        var changed = false;
        for (var i = values.Count - 1; i >= 0; i--)
        {
            if (!findings.Any(finding => finding.Location.SourceSpan == values[i].Span))
                continue;
            text = TemplateEdit.Without(text, template.Holes[i]);
            values.RemoveAt(i);
            changed = true;
        }

        return changed ? log.With(text, values, null) : null;
    }
}
