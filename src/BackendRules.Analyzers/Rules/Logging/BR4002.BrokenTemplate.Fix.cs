using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Mends a template. Also repairs what the SDK reports as CA2017 (count) and CA2023 (braces).</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class BrokenTemplateFix() : RuleFix("BR4002", "CA2017", "CA2023")
{
    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Rewrite(model, root, finding, cancellation) is null ? ImmutableArray<Repair>.Empty : ImmutableArray.Create(new Repair("Mend the message template", "BR4002"));

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        foreach (var finding in findings)
        {
            if (Rewrite(editor.SemanticModel, editor.OriginalRoot, finding, cancellation) is var (call, changed))
                editor.ReplaceNode(call, changed);
        }
    }

    private static (SyntaxNode Call, SyntaxNode Changed)? Rewrite(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation)
    {
        if (LogCallSyntax.Around(root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true), model, cancellation) is not { } log
            || model.GetConstantValue(log.Template, cancellation) is not { HasValue: true, Value: string text } || log.Template is not LiteralExpressionSyntax)
            return null;
        var values = log.Values;
        var flaw = finding.Properties.TryGetValue(BrokenTemplate.Flaw, out var said) ? said : finding.Id == "CA2017" ? "count" : "syntax";
        var (mended, filled) = flaw switch
        {
            "syntax" => (Close(text, values, model), values),
            "twice" or "mixed" => (Rename(text, values, model), values),
            "order" => (text, Reorder(log, text)),
            _ => Complete(log, text, values, model),
        };
        return mended is null || filled is null || mended == text && filled.SequenceEqual(values) ? null : (log.Call, log.With(mended, filled, null));
    }

    /// <summary>Doubles the braces that are text and names empty placeholders after the values that fill them.</summary>
    private static string? Close(string text, IReadOnlyList<ExpressionSyntax> values, SemanticModel model)
    {
        var mended = new StringBuilder();
        var good = new HashSet<int>(MessageTemplate.Parse(text).Holes.Select(static hole => hole.Start));
        var taken = new HashSet<string>(MessageTemplate.Parse(text).Holes.Select(static hole => hole.Name), StringComparer.Ordinal);
        var filled = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '{' or '}' && i + 1 < text.Length && text[i + 1] == text[i])
            {
                mended.Append(text, i, 2);
                i++;
            }
            else if (good.Contains(i))
            {
                var end = text.IndexOf('}', i);
                mended.Append(text, i, end + 1 - i);
                i = end;
                filled++;
            }
            else if (text[i] == '{' && i + 1 < text.Length && text[i + 1] == '}' && filled < values.Count)
            {
                mended.Append('{').Append(PlaceholderName.Unique(PlaceholderName.For(values[filled++], model), taken)).Append('}');
                i++;
            }
            else
            {
                mended.Append(text[i]);
                if (text[i] is '{' or '}')
                    mended.Append(text[i]);
            }
        }

        return MessageTemplate.Parse(mended.ToString()).Fault is null ? mended.ToString() : null;
    }

    /// <summary>Gives placeholders that share a name, or are numbers, the names of their values.</summary>
    private static string? Rename(string text, IReadOnlyList<ExpressionSyntax> values, SemanticModel model)
    {
        var holes = MessageTemplate.Parse(text).Holes;
        if (holes.Count != values.Count)
            return null;
        var mended = new StringBuilder();
        var single = new HashSet<string>(holes.GroupBy(static hole => hole.Name, StringComparer.OrdinalIgnoreCase).Where(static group => group.Count() == 1)
            .Select(static group => group.Key), StringComparer.OrdinalIgnoreCase);
        var taken = new HashSet<string>(single, StringComparer.OrdinalIgnoreCase);
        var at = 0;
        for (var i = 0; i < holes.Count; i++)
        {
            var hole = holes[i];
            var name = single.Contains(hole.Name) && !hole.IsPositional ? hole.Name : PlaceholderName.Unique(PlaceholderName.For(values[i], model), taken);
            mended.Append(text, at, hole.Start - at).Append('{').Append(hole.Sign).Append(name).Append(hole.Rest).Append('}');
            at = hole.End;
        }

        return mended.Append(text, at, text.Length - at).ToString();
    }

    private static IReadOnlyList<ExpressionSyntax>? Reorder(LogCallSyntax log, string text)
    {
        if (BrokenTemplate.Swapped(MessageTemplate.Parse(text).Holes, log.Log.Values) is not var (left, right))
            return null;
        var values = log.Values.ToArray();
        (values[left], values[right]) = (values[right], values[left]);
        return values;
    }

    /// <summary>Adds a placeholder for each value that has none, or a value that is in scope under the name of a placeholder that has none.</summary>
    private static (string? Text, IReadOnlyList<ExpressionSyntax>? Values) Complete(LogCallSyntax log, string text, IReadOnlyList<ExpressionSyntax> values, SemanticModel model)
    {
        var holes = MessageTemplate.Parse(text).Holes;
        if (holes.Any(static hole => hole.IsPositional))
            return (null, null);
        if (holes.Count < values.Count)
        {
            var taken = new HashSet<string>(holes.Select(static hole => hole.Name), StringComparer.OrdinalIgnoreCase);
            var added = values.Skip(holes.Count).Select(value => $" {{{PlaceholderName.Unique(PlaceholderName.For(value, model), taken)}}}");
            return (text + string.Concat(added), values);
        }

        var filled = values.ToList();
        foreach (var hole in holes.Skip(values.Count))
        {
            var found = model.LookupSymbols(log.Call.SpanStart).FirstOrDefault(symbol => symbol is ILocalSymbol or IParameterSymbol
                && string.Equals(symbol.Name, hole.Name, StringComparison.OrdinalIgnoreCase) && (symbol is not ILocalSymbol local || local.Locations[0].SourceSpan.Start < log.Call.SpanStart));
            if (found is null)
                return (null, null);
            filled.Add(SyntaxFactory.IdentifierName(found.Name));
        }

        return (text, filled);
    }
}
