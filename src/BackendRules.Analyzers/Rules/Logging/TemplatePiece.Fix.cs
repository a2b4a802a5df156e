using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BackendRules;

/// <summary>A part of a text that is put together: constant text, or a value with how it is shown.</summary>
/// <param name="Text">The constant text; null for a value.</param>
/// <param name="Value">The value; null for text.</param>
/// <param name="Rest">Alignment and format of the value, with their comma and colon.</param>
internal sealed record TemplatePiece(string? Text, ExpressionSyntax? Value, string Rest)
{
    /// <summary>Takes an expression apart; null when it can't be said statically what it puts together.</summary>
    public static List<TemplatePiece>? Of(ExpressionSyntax expression, SemanticModel model)
    {
        var pieces = new List<TemplatePiece>();
        return Add(expression, model, pieces) ? pieces : null;
    }

    /// <summary>Takes apart what a call formats: a text with numbered placeholders, and their values.</summary>
    public static List<TemplatePiece>? OfFormat(InvocationExpressionSyntax call, SemanticModel model)
    {
        var pieces = new List<TemplatePiece>();
        return AddFormat(call, model, pieces) ? pieces : null;
    }

    private static bool Add(ExpressionSyntax expression, SemanticModel model, List<TemplatePiece> pieces)
    {
        if (model.GetConstantValue(expression) is { HasValue: true, Value: { } constant } && expression is not InterpolatedStringExpressionSyntax)
        {
            pieces.Add(new(Convert.ToString(constant, System.Globalization.CultureInfo.InvariantCulture), null, ""));
            return true;
        }

        switch (expression)
        {
            case ParenthesizedExpressionSyntax inner when IsText(inner.Expression, model):
                return Add(inner.Expression, model, pieces);
            case InterpolatedStringExpressionSyntax interpolated:
                return AddInterpolated(interpolated, model, pieces);
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum when IsText(sum, model):
                return Add(sum.Left, model, pieces) && Add(sum.Right, model, pieces);
            case InvocationExpressionSyntax call when model.GetSymbolInfo(call).Symbol is IMethodSymbol { ContainingType.SpecialType: SpecialType.System_String } method:
                return method.Name switch
                {
                    "Format" => AddFormat(call, model, pieces),
                    "Concat" => AddConcat(call, method, model, pieces),
                    _ => AddValue(expression, "", model, pieces),
                };
            default:
                return AddValue(expression, "", model, pieces);
        }
    }

    private static bool AddInterpolated(InterpolatedStringExpressionSyntax interpolated, SemanticModel model, List<TemplatePiece> pieces)
    {
        foreach (var content in interpolated.Contents)
        {
            if (content is InterpolatedStringTextSyntax text)
            {
                // In a raw string a single brace is text; elsewhere text braces are doubled.
                var raw = interpolated.StringStartToken.ValueText.EndsWith("\"\"\"", StringComparison.Ordinal);
                pieces.Add(new(raw ? text.TextToken.ValueText : Unescape(text.TextToken.ValueText), null, ""));
                continue;
            }

            var hole = (InterpolationSyntax)content;
            var plain = hole.AlignmentClause is null && hole.FormatClause is null;
            if (plain && model.GetConstantValue(hole.Expression) is { HasValue: true, Value: string constant })
                pieces.Add(new(constant, null, ""));
            else
                AddValue(hole.Expression, $"{hole.AlignmentClause}{hole.FormatClause}", model, pieces);
        }

        return true;
    }

    private static bool AddFormat(InvocationExpressionSyntax call, SemanticModel model, List<TemplatePiece> pieces)
    {
        var arguments = call.ArgumentList.Arguments;
        var first = arguments.Count > 0 && model.GetTypeInfo(arguments[0].Expression).Type?.SpecialType == SpecialType.System_String ? 0 : 1;
        if (arguments.Count <= first || model.GetConstantValue(arguments[first].Expression) is not { HasValue: true, Value: string format })
            return false;
        var template = MessageTemplate.Parse(format);
        if (template.Fault is not null || template.Holes.Any(hole => !hole.IsPositional || !int.TryParse(hole.Name, out var index) || first + 1 + index >= arguments.Count))
            return false;
        var at = 0;
        foreach (var hole in template.Holes)
        {
            pieces.Add(new(Unescape(format.Substring(at, hole.Start - at)), null, ""));
            AddValue(arguments[first + 1 + int.Parse(hole.Name, System.Globalization.CultureInfo.InvariantCulture)].Expression, hole.Rest, model, pieces);
            at = hole.End;
        }

        pieces.Add(new(Unescape(format.Substring(at)), null, ""));
        return true;
    }

    private static bool AddConcat(InvocationExpressionSyntax call, IMethodSymbol method, SemanticModel model, List<TemplatePiece> pieces) =>
        method.Parameters.All(static parameter => parameter.Type.SpecialType is SpecialType.System_String or SpecialType.System_Object)
        && call.ArgumentList.Arguments.All(argument => Add(argument.Expression, model, pieces));

    /// <summary>A value, freed of the calls that only turned it into text: the log keeps the value, the format moves into the placeholder.</summary>
    private static bool AddValue(ExpressionSyntax value, string rest, SemanticModel model, List<TemplatePiece> pieces)
    {
        while (value is ParenthesizedExpressionSyntax { Expression: not (ConditionalExpressionSyntax or BinaryExpressionSyntax) } inner)
            value = inner.Expression;
        if (rest.Length == 0 && value is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ToString" } access } call
            && !model.GetTypeInfo(access.Expression).Type.IsOrInherits("System.Exception"))
        {
            var arguments = call.ArgumentList.Arguments;
            if (arguments.Count == 0)
                value = access.Expression;
            else if (arguments.Count == 1 && model.GetConstantValue(arguments[0].Expression) is { HasValue: true, Value: string format } && format.IndexOfAny(['{', '}']) < 0)
                (value, rest) = (access.Expression, ":" + format);
        }
        else if (rest.Length == 0 && value is InvocationExpressionSyntax { ArgumentList.Arguments: { Count: 2 } joined } join
            && model.GetSymbolInfo(join).Symbol is IMethodSymbol { Name: "Join", ContainingType.SpecialType: SpecialType.System_String } method
            && !method.Parameters[1].IsParams)
        {
            value = joined[1].Expression;
        }

        // Behind an interpolation's colon, parentheses kept a conditional expression together; an argument needs none.
        if (value is ParenthesizedExpressionSyntax { Expression: var bare })
            value = bare;
        pieces.Add(new(null, value, rest));
        return true;
    }

    private static bool IsText(ExpressionSyntax expression, SemanticModel model) => model.GetTypeInfo(expression).Type?.SpecialType == SpecialType.System_String;

    private static string Unescape(string text) => text.Replace("{{", "{").Replace("}}", "}");
}
