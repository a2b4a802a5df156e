using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Flow;

/// <summary>Regular expressions that a value matches as a whole, and that admit nothing but letters, digits and a few harmless characters.</summary>
internal static class AnchoredPattern
{
    private const string Harmless = "-_";

    /// <summary>A single dot between other characters is harmless too, except where a host is named: see <see cref="IsDotted"/>.</summary>
    public static bool Admits(string pattern)
    {
        var start = pattern.StartsWith("^", StringComparison.Ordinal) ? 1 : pattern.StartsWith(@"\A", StringComparison.Ordinal) ? 2 : 0;
        var end = pattern.EndsWith("$", StringComparison.Ordinal) && !pattern.EndsWith(@"\$", StringComparison.Ordinal) ? 1
            : pattern.EndsWith(@"\z", StringComparison.OrdinalIgnoreCase) ? 2 : 0;
        if (start == 0 || end == 0 || pattern.Length <= start + end)
            return false;
        var body = pattern.Substring(start, pattern.Length - start - end);
        var inClass = false;
        for (var i = 0; i < body.Length; i++)
        {
            var c = body[i];
            if (c == '\\')
            {
                if (++i == body.Length || body[i] is not ('w' or 'd' or '-' or '_') && (body[i] != '.' || inClass || !IsSomething(body, i + 1)))
                    return false;
                continue;
            }

            if (c == '[')
            {
                if (inClass || i + 1 < body.Length && body[i + 1] == '^')
                    return false;
                inClass = true;
            }
            else if (c == ']')
            {
                inClass = false;
            }
            else if (!char.IsLetterOrDigit(c) && Harmless.IndexOf(c) < 0 && (inClass || "+*?{},()|:".IndexOf(c) < 0))
            {
                return false;
            }
        }

        return !inClass;
    }

    /// <summary>Whether a value is made of digits, signs, brackets and spaces: a sum without names and texts.</summary>
    public static bool IsSum(string pattern)
    {
        var open = pattern.StartsWith("^[", StringComparison.Ordinal) ? 2 : 0;
        var close = pattern.LastIndexOf(']');
        if (open == 0 || close < open || pattern.Substring(close + 1).TrimStart('+', '*') is not "$" and not @"\z" && !(pattern[close + 1] == '{' && pattern.EndsWith("}$", StringComparison.Ordinal)))
            return false;
        return pattern.Substring(open, close - open).Replace("0-9", "").Replace(@"\d", "").Replace(@"\s", "").All(static c => @"\+-*/%^().,".IndexOf(c) >= 0 || c == ' ' || char.IsDigit(c));
    }

    public static bool IsDotted(string pattern) => pattern.IndexOf(@"\.", StringComparison.Ordinal) >= 0;

    /// <summary>Whether what stands here is at least one letter or digit, so that no two dots meet.</summary>
    private static bool IsSomething(string body, int at)
    {
        if (at >= body.Length)
            return false;
        var end = body[at] == '[' ? body.IndexOf(']', at) + 1 : body[at] == '\\' && at + 1 < body.Length && body[at + 1] is 'w' or 'd' ? at + 2 : char.IsLetterOrDigit(body[at]) ? at + 1 : 0;
        return end > 0 && (end == body.Length || body[end] is not ('*' or '?') && !body.Substring(end).StartsWith("{0", StringComparison.Ordinal));
    }

    /// <summary>Whether a call takes everything out but letters, digits and a few harmless characters: <c>Regex.Replace(text, "[^a-z0-9]", "")</c>.</summary>
    public static bool Strips(IInvocationOperation call)
    {
        var pattern = call.TargetMethod.IsStatic
            ? call.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name == "pattern")?.Value.ConstantValue.Value as string
            : call.Instance is { } regex ? Of(regex) : null;
        var replacement = call.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name == "replacement")?.Value.ConstantValue.Value as string;
        if (pattern is null || replacement is null || !replacement.All(static c => char.IsLetterOrDigit(c) || Harmless.IndexOf(c) >= 0) || !pattern.StartsWith("[^", StringComparison.Ordinal))
            return false;
        var close = pattern.IndexOf(']');
        return close > 2 && pattern.Substring(close + 1) is "" or "+" or "*" && Admits("^[" + pattern.Substring(2, close - 2) + "]$");
    }

    /// <summary>The pattern of a regular expression that is kept in a field or made by a generator.</summary>
    public static string? Of(IOperation regex)
    {
        ISymbol? symbol = regex switch
        {
            IFieldReferenceOperation field => field.Field,
            IPropertyReferenceOperation property => property.Property,
            IInvocationOperation call => call.TargetMethod,
            _ => null,
        };
        if (symbol is null)
            return (regex as IObjectCreationOperation)?.Arguments is [{ Value.ConstantValue: { HasValue: true, Value: string direct } }, ..] ? direct : null;
        foreach (var attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass?.Name == "GeneratedRegexAttribute" && attribute.ConstructorArguments is [{ Value: string generated }, ..])
                return generated;
        }

        foreach (var reference in symbol.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: [{ Expression: LiteralExpressionSyntax { Token.Value: string written } }, ..] } })
                return written;
        }

        return null;
    }
}
