using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BackendRules;

/// <summary>A piece of a text: text as the source writes it, or an expression that is put into it.</summary>
internal readonly record struct TextPart(string? Text, ExpressionSyntax? Hole, string Format = "");

/// <summary>
/// The expression that makes a text, taken apart: an interpolated string, a concatenation or <c>string.Format</c>, where the text is used or in the
/// initializer of a local that is used only there.
/// </summary>
internal sealed record TextTemplate(ExpressionSyntax Node, string Open, string Close, ImmutableArray<TextPart> Parts, VariableDeclaratorSyntax? Local)
{
    private bool IsRaw => Open.Contains("\"\"\"");

    public static TextTemplate? Of(ExpressionSyntax text, SemanticModel model, CancellationToken cancellation)
    {
        while (text is ParenthesizedExpressionSyntax parenthesized)
            text = parenthesized.Expression;
        if (text is IdentifierNameSyntax name)
        {
            return Declared(name, model, cancellation) is { Initializer.Value: { } value } declarator && Parsed(value, model, cancellation) is { } parsed
                ? parsed with { Local = declarator } : null;
        }

        return Parsed(text, model, cancellation);
    }

    /// <summary>The source of the text with these parts; an interpolated string when holes are left or asked for.</summary>
    public string Render(IReadOnlyList<TextPart> parts, bool interpolated)
    {
        interpolated |= parts.Any(static part => part.Hole is not null);
        var inner = string.Concat(parts.Select(part => part.Hole is null ? interpolated ? Doubled(part.Text!) : part.Text! : $"{{{Bare(part.Hole)}{part.Format}}}"));
        return (interpolated ? "$" : "") + Open + inner + Close;
    }

    private static string Bare(ExpressionSyntax hole) =>
        hole is ConditionalExpressionSyntax or ObjectCreationExpressionSyntax { Initializer: not null } ? $"({hole.WithoutTrivia()})" : hole.WithoutTrivia().ToString();

    private static string Doubled(string text) => text.Replace("{", "{{").Replace("}", "}}");

    private static VariableDeclaratorSyntax? Declared(IdentifierNameSyntax name, SemanticModel model, CancellationToken cancellation)
    {
        if (DeclaredLocal.Of(name, model, cancellation) is not { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax { IsConst: false } statement } } declarator
            || model.GetDeclaredSymbol(declarator, cancellation) is not { } local)
            return null;
        var uses = statement.Parent!.DescendantNodes().OfType<IdentifierNameSyntax>().Count(use => use.Identifier.ValueText == local.Name && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(use, cancellation).Symbol, local));
        return uses == 1 ? declarator : null;
    }

    private static TextTemplate? Parsed(ExpressionSyntax text, SemanticModel model, CancellationToken cancellation) => text switch
    {
        ParenthesizedExpressionSyntax parenthesized => Parsed(parenthesized.Expression, model, cancellation),
        InterpolatedStringExpressionSyntax interpolated => Interpolated(interpolated),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum => Joined(sum, model, cancellation),
        InvocationExpressionSyntax call when model.GetSymbolInfo(call, cancellation).Symbol is IMethodSymbol { Name: "Format", ContainingType.SpecialType: SpecialType.System_String } => Formatted(call),
        _ => null,
    };

    private static TextTemplate? Interpolated(InterpolatedStringExpressionSyntax text)
    {
        var open = text.StringStartToken.Text;
        if (open.StartsWith("$$", StringComparison.Ordinal))
            return null;
        var parts = text.Contents.Select(static content => content switch
        {
            InterpolatedStringTextSyntax plain => new TextPart(plain.TextToken.Text.Replace("{{", "{").Replace("}}", "}"), null),
            InterpolationSyntax hole => new TextPart(null, hole.Expression is ParenthesizedExpressionSyntax inner ? inner.Expression : hole.Expression, $"{hole.AlignmentClause}{hole.FormatClause}"),
            _ => default,
        });
        return new TextTemplate(text, open.Replace("$", ""), text.StringEndToken.Text, parts.ToImmutableArray(), null);
    }

    private static TextTemplate? Joined(BinaryExpressionSyntax sum, SemanticModel model, CancellationToken cancellation)
    {
        var operands = new List<ExpressionSyntax>();
        ExpressionSyntax left = sum;
        while (left is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } more)
        {
            operands.Add(more.Right);
            left = more.Left;
        }

        operands.Add(left);
        operands.Reverse();
        // What stands before the first text is a sum of its own, of numbers perhaps.
        if (model.GetTypeInfo(operands[0], cancellation).Type?.SpecialType != SpecialType.System_String)
            return null;
        var isVerbatim = operands.Any(static operand => operand is LiteralExpressionSyntax { Token.Text: ['@', ..] } || operand is InterpolatedStringExpressionSyntax { StringStartToken.Text: "$@\"" or "@$\"" });
        var parts = ImmutableArray.CreateBuilder<TextPart>();
        foreach (var operand in operands)
        {
            switch (operand)
            {
                case LiteralExpressionSyntax { Token.Value: string value } literal when !literal.Token.Text.StartsWith("\"\"\"", StringComparison.Ordinal):
                    parts.Add(new TextPart(Written(value, isVerbatim), null));
                    break;
                case InterpolatedStringExpressionSyntax { StringStartToken.Text: "$\"" } plain when !isVerbatim:
                    parts.AddRange(Interpolated(plain)!.Parts);
                    break;
                case InterpolatedStringExpressionSyntax { StringStartToken.Text: "$@\"" or "@$\"" } verbatim:
                    parts.AddRange(Interpolated(verbatim)!.Parts);
                    break;
                case InterpolatedStringExpressionSyntax or LiteralExpressionSyntax:
                    return null;
                default:
                    parts.Add(new TextPart(null, operand is ParenthesizedExpressionSyntax inner ? inner.Expression : operand));
                    break;
            }
        }

        return new TextTemplate(sum, isVerbatim ? "@\"" : "\"", "\"", Merged(parts), null);
    }

    private static TextTemplate? Formatted(InvocationExpressionSyntax call)
    {
        var arguments = call.ArgumentList.Arguments;
        if (arguments.Count < 2 || arguments[0].Expression is not LiteralExpressionSyntax { Token.Value: string format } literal || literal.Token.Text.StartsWith("\"\"\"", StringComparison.Ordinal)
            || arguments.Any(static argument => argument.NameColon is not null))
            return null;
        var isVerbatim = literal.Token.Text[0] == '@';
        var parts = ImmutableArray.CreateBuilder<TextPart>();
        var from = 0;
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] is not ('{' or '}'))
                continue;
            if (i + 1 < format.Length && format[i + 1] == format[i])
                return null;
            var end = format.IndexOf('}', i);
            if (format[i] == '}' || end < 0)
                return null;
            var inside = format.Substring(i + 1, end - i - 1);
            var digits = new string(inside.TakeWhile(char.IsDigit).ToArray());
            if (!int.TryParse(digits, out var index) || index + 1 >= arguments.Count)
                return null;
            parts.Add(new TextPart(Written(format.Substring(from, i - from), isVerbatim), null));
            parts.Add(new TextPart(null, arguments[index + 1].Expression, inside.Substring(digits.Length)));
            i = end;
            from = end + 1;
        }

        parts.Add(new TextPart(Written(format.Substring(from), isVerbatim), null));
        return new TextTemplate(call, isVerbatim ? "@\"" : "\"", "\"", Merged(parts), null);
    }

    private static string Written(string value, bool isVerbatim)
    {
        if (isVerbatim)
            return value.Replace("\"", "\"\"");
        var literal = SymbolDisplay.FormatLiteral(value, quote: true);
        return literal.Substring(1, literal.Length - 2);
    }

    private static ImmutableArray<TextPart> Merged(IEnumerable<TextPart> parts)
    {
        var merged = ImmutableArray.CreateBuilder<TextPart>();
        foreach (var part in parts)
        {
            if (part.Text is { } text && merged.Count > 0 && merged[merged.Count - 1].Text is { } before)
                merged[merged.Count - 1] = new TextPart(before + text, null);
            else if (part.Text is not "")
                merged.Add(part);
        }

        return merged.ToImmutable();
    }
}
