using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Flow;

/// <summary>Regular expressions that a value matches as a whole, and that admit nothing but letters, digits and a few harmless characters.</summary>
internal static class AnchoredPattern
{
    /// <summary>A pattern's exponential time is no time over so many characters.</summary>
    public const int ShortText = 20;

    private const string Harmless = "-_";

    /// <summary>The kinds that a text is clean of which matches a pattern.</summary>
    public static ulong Proves(string pattern, Kinds sinks)
    {
        if (Admits(pattern))
            return IsDotted(pattern) ? Kinds.All & ~sinks.Find("ssrf") : Kinds.All;
        var kinds = IsSum(pattern) ? sinks.Find("row-filter") : 0;
        return Whole(pattern) is { } body ? kinds | EndingCharacters.Without(c => !PatternCharacters.MayHold(body, c), sinks) : kinds;
    }

    public static bool IsHarmless(char c) => char.IsLetterOrDigit(c) || Harmless.IndexOf(c) >= 0;

    /// <summary>What stands between the anchors of a pattern; null where a text may match in part, as with <c>^a|b$</c>.</summary>
    private static string? Whole(string pattern)
    {
        var start = pattern.StartsWith("^", StringComparison.Ordinal) ? 1 : pattern.StartsWith(@"\A", StringComparison.Ordinal) ? 2 : 0;
        var end = pattern.EndsWith("$", StringComparison.Ordinal) && !pattern.EndsWith(@"\$", StringComparison.Ordinal) ? 1
            : pattern.EndsWith(@"\z", StringComparison.OrdinalIgnoreCase) ? 2 : 0;
        if (start == 0 || end == 0 || pattern.Length <= start + end)
            return null;
        var body = pattern.Substring(start, pattern.Length - start - end);
        return PatternCharacters.HasOpenChoice(body) ? null : body;
    }

    /// <summary>A single dot between other characters is harmless too, except where a host is named: see <see cref="IsDotted"/>.</summary>
    public static bool Admits(string pattern)
    {
        if (Whole(pattern) is not { } body)
            return false;
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
            else if (!IsHarmless(c) && (inClass || "+*?{},()|:".IndexOf(c) < 0))
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

    /// <summary>
    /// The kinds that <c>Regex.Replace</c> cleans a text of: it takes everything out but letters, digits and a few harmless characters, as <c>Regex.Replace(text, "[^a-z0-9]", "")</c> does,
    /// or takes out, or treats apart, what ends a value somewhere.
    /// </summary>
    public static ulong Replaced(IInvocationOperation call, Kinds sinks)
    {
        var pattern = call.TargetMethod.IsStatic ? Argument(call, "pattern")?.ConstantValue.Value as string : call.Instance is { } regex ? Of(regex) : null;
        if (pattern is null && (Argument(call, "pattern") ?? call.Instance) is { } made && Argument(call, "replacement")?.ConstantValue.Value is string instead && FileNameCharacters.AreFoundBy(made.Syntax))
            return EndingCharacters.Without(c => (c < ' ' || FileNameCharacters.Visible.IndexOf(c) >= 0) && instead.IndexOf(c) < 0, sinks);
        if (pattern is null || PatternCharacters.OneOf(pattern) is not { } one)
            return 0;
        if (Argument(call, "evaluator") is not null)
            return EndingCharacters.Escaped(c => PatternCharacters.MustHold(one, c), sinks);
        if (Argument(call, "replacement")?.ConstantValue.Value is not string replacement)
            return 0;
        // The text that was found stands behind what is put before it.
        if (replacement.IndexOf('$') >= 0)
            return EndingCharacters.Escaped(c => PatternCharacters.MustHold(one, c), sinks);
        if (replacement.All(IsHarmless) && one.StartsWith("[^", StringComparison.Ordinal) && Admits("^[" + one.Substring(2) + "$"))
            return Kinds.All;
        return EndingCharacters.Without(c => PatternCharacters.MustHold(one, c) && replacement.IndexOf(c) < 0, sinks);
    }

    private static IOperation? Argument(IInvocationOperation call, string name) => call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == name)?.Value;

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
