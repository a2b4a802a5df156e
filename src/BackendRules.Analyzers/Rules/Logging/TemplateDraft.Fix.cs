using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BackendRules;

/// <summary>A template with its values and its exception, drafted from the pieces of a text.</summary>
/// <param name="Text">The template.</param>
/// <param name="Values">What fills the placeholders, in their order.</param>
/// <param name="Exception">What moves to the exception's own slot, or null.</param>
internal sealed record TemplateDraft(string Text, IReadOnlyList<ExpressionSyntax> Values, ExpressionSyntax? Exception)
{
    /// <param name="given">The values that the call already passes; they belong to placeholders in the text pieces.</param>
    /// <param name="takesException">Whether the call has an exception slot that is free.</param>
    /// <param name="positional">Whether placeholders are numbers, as in log4net.</param>
    public static TemplateDraft? Of(IReadOnlyList<TemplatePiece> pieces, IReadOnlyList<ExpressionSyntax> given, SemanticModel model, bool takesException, bool positional)
    {
        var text = new StringBuilder();
        var values = new List<ExpressionSyntax>();
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var used = 0;
        ExpressionSyntax? exception = null;
        foreach (var piece in pieces)
        {
            if (piece.Text is { } constant)
            {
                if (given.Count == 0)
                {
                    text.Append(MessageTemplate.Escape(constant));
                    continue;
                }

                foreach (var hole in MessageTemplate.Parse(constant).Holes)
                {
                    taken.Add(hole.Name);
                    if (used < given.Count)
                        values.Add(given[used++]);
                }

                text.Append(constant);
                continue;
            }

            if (takesException && exception is null && Thrown(piece.Value!, model) is { } thrown)
            {
                exception = thrown;
                Close(text);
                continue;
            }

            var name = positional ? values.Count.ToString(System.Globalization.CultureInfo.InvariantCulture) : PlaceholderName.Unique(Name(piece.Value!, model), taken);
            text.Append('{').Append(name).Append(piece.Rest).Append('}');
            values.Add(piece.Value!);
        }

        return used != given.Count ? null : new TemplateDraft(Tidy(text.ToString(), exception), values, exception);
    }

    private static string Name(ExpressionSyntax value, SemanticModel model) =>
        Thrown(value, model) is not null && value is not IdentifierNameSyntax ? "ErrorMessage" : PlaceholderName.For(value, model);

    /// <summary>The exception behind <c>ex</c>, <c>ex.Message</c> or <c>ex.ToString()</c>.</summary>
    private static ExpressionSyntax? Thrown(ExpressionSyntax value, SemanticModel model)
    {
        var owner = value switch
        {
            MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Message" or "StackTrace" } access => access.Expression,
            InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ToString" } access } => access.Expression,
            _ => value,
        };
        return owner is IdentifierNameSyntax && model.GetTypeInfo(owner).Type.IsOrInherits("System.Exception") ? owner : null;
    }

    /// <summary>Where a value left the text, what only led to it goes too.</summary>
    private static void Close(StringBuilder text)
    {
        while (text.Length > 0 && text[text.Length - 1] is ' ' or ':' or '-' or ',' or '=' or '(' or '\'' or '"' or '\n' or '\r')
            text.Length--;
    }

    private static string Tidy(string text, ExpressionSyntax? exception)
    {
        if (exception is null)
            return text;
        text = text.Trim().TrimEnd(':', '-', ',').TrimEnd();
        return text.Length == 0 ? "Unexpected failure" : text;
    }
}
