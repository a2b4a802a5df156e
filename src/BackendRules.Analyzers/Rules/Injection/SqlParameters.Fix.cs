using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BackendRules;

/// <summary>A value that leaves the text: the parameter's name without prefix, and the expression that gives the value.</summary>
/// <param name="IsNameOfValue">Whether <c>new { value }</c> would give the member that name.</param>
internal readonly record struct SqlParameter(string Name, string Value, bool IsNameOfValue, bool MayBeNull);

/// <summary>Puts parameters into the place of the values in a template.</summary>
internal sealed class SqlParameters
{
    private readonly List<TextPart> _parts = [];
    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);

    private SqlParameters()
    {
    }

    public IReadOnlyList<TextPart> Parts => _parts;

    public List<SqlParameter> Values { get; } = [];

    /// <summary>The template with parameters, or null when not every value can become one.</summary>
    /// <param name="prefix">What a parameter starts with in the text.</param>
    /// <param name="takesLists">Whether the library expands a list behind <c>IN</c>.</param>
    public static SqlParameters? Of(TextTemplate template, string prefix, bool takesLists, IEnumerable<string> taken, SemanticModel model, CancellationToken cancellation)
    {
        var made = new SqlParameters();
        made._taken.UnionWith(taken);
        var skip = 0;
        for (var i = 0; i < template.Parts.Length; i++)
        {
            var part = template.Parts[i];
            if (part.Hole is not { } hole)
            {
                made.Append(part.Text!.Substring(Math.Min(skip, part.Text.Length)));
                skip = 0;
                continue;
            }

            if (model.GetConstantValue(hole, cancellation).HasValue)
            {
                made._parts.Add(part);
                continue;
            }

            var at = SqlHole.At(template.Parts, i);
            if (at.Place == SqlPlace.Name || at.Place == SqlPlace.List && !takesLists)
                return null;
            made.Cut(at.Before);
            made.Append(prefix + made.Add(part, at, model, cancellation));
            skip = at.After;
        }

        return made.Values.Count == 0 ? null : made;
    }

    /// <summary>The holes without the quotes around them: what an interpolated overload turns into parameters by itself. Null when one is no value.</summary>
    public static IReadOnlyList<TextPart>? Unquoted(TextTemplate template, SemanticModel model, CancellationToken cancellation)
    {
        var made = new SqlParameters();
        var skip = 0;
        for (var i = 0; i < template.Parts.Length; i++)
        {
            var part = template.Parts[i];
            if (part.Hole is not { } hole)
            {
                made.Append(part.Text!.Substring(Math.Min(skip, part.Text.Length)));
                skip = 0;
                continue;
            }

            if (model.GetConstantValue(hole, cancellation) is { HasValue: true, Value: string constant })
            {
                made.Append(constant);
                continue;
            }

            var at = SqlHole.At(template.Parts, i);
            if (at.Place != SqlPlace.Value)
                return null;
            made.Cut(at.Before);
            made._parts.Add(at.Leading.Length + at.Trailing.Length + part.Format.Length == 0 ? part
                : new TextPart(null, Microsoft.CodeAnalysis.CSharp.SyntaxFactory.ParseExpression(Value(part, at))));
            skip = at.After;
        }

        return made._parts;
    }

    private void Append(string text)
    {
        if (_parts.Count > 0 && _parts[_parts.Count - 1].Text is { } before)
            _parts[_parts.Count - 1] = new TextPart(before + text, null);
        else if (text.Length > 0)
            _parts.Add(new TextPart(text, null));
    }

    private void Cut(int length)
    {
        if (length > 0 && _parts.Count > 0 && _parts[_parts.Count - 1].Text is { } before)
            _parts[_parts.Count - 1] = new TextPart(before.Substring(0, before.Length - length), null);
    }

    private string Add(TextPart part, SqlHole at, SemanticModel model, CancellationToken cancellation)
    {
        var value = at.Place == SqlPlace.List ? Listed((InvocationExpressionSyntax)part.Hole!) : part.Hole!;
        var isPlain = at.Leading.Length + at.Trailing.Length + part.Format.Length == 0;
        var text = isPlain ? value.WithoutTrivia().ToString() : Value(part, at);
        // No provider knows the type of a header or a query value.
        if (isPlain && model.GetTypeInfo(value, cancellation).Type is { Name: "StringValues" })
            text += ".ToString()";
        var name = NameOf(value);
        var isNameOfValue = isPlain && name is not null && (value is IdentifierNameSyntax plain && plain.Identifier.ValueText == name || value is MemberAccessExpressionSyntax member && member.Name.Identifier.ValueText == name);
        name ??= at.Place == SqlPlace.List ? "values" : "value";
        foreach (var known in Values)
        {
            if (known.Value == text)
                return known.Name;
        }

        var unique = name;
        for (var i = 2; !_taken.Add(unique); i++)
        {
            unique = name + i;
            isNameOfValue = false;
        }

        var type = model.GetTypeInfo(value, cancellation);
        Values.Add(new SqlParameter(unique, text, isNameOfValue && text == value.WithoutTrivia().ToString(), isPlain && type.Nullability.FlowState == NullableFlowState.MaybeNull));
        return unique;
    }

    /// <summary>A value with its wildcards and its format, as a text.</summary>
    private static string Value(TextPart part, SqlHole at) => $"$\"{at.Leading}{{{part.Hole!.WithoutTrivia()}{part.Format}}}{at.Trailing}\"";

    private static string? NameOf(ExpressionSyntax value) => value switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText.TrimStart('_'),
        MemberAccessExpressionSyntax { Name: IdentifierNameSyntax { Identifier.ValueText: "Value" }, Expression: var inner } when NameOf(inner) is { } outer => outer,
        MemberAccessExpressionSyntax member => member.Name.Identifier.ValueText,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var on, Name.Identifier.ValueText: "Trim" or "ToString" or "ToLower" or "ToUpper" or "ToLowerInvariant" or "ToUpperInvariant" or "Replace" } } => NameOf(on),
        ElementAccessExpressionSyntax { ArgumentList.Arguments: [{ Expression: LiteralExpressionSyntax { Token.Value: string key } }] } when key.Length > 0 && key.All(char.IsLetterOrDigit) && char.IsLetter(key[0]) => key,
        PostfixUnaryExpressionSyntax postfix => NameOf(postfix.Operand),
        _ => null,
    };

    /// <summary>What a join joins; a projection that only puts quotes around goes.</summary>
    private static ExpressionSyntax Listed(InvocationExpressionSyntax join)
    {
        var values = join.ArgumentList.Arguments[join.ArgumentList.Arguments.Count - 1].Expression;
        return values is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Select", Expression: var on }, ArgumentList.Arguments: [{ Expression: LambdaExpressionSyntax { ExpressionBody: InterpolatedStringExpressionSyntax } }] } ? on : values;
    }
}
