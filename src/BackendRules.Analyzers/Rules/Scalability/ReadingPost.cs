using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>A POST that only asks, by the last word of its path: a search takes a body because it is long, and a second token harms nobody.</summary>
internal static class ReadingPost
{
    private static readonly HashSet<string> s_words = new(StringComparer.OrdinalIgnoreCase)
    {
        "search", "_search", "_msearch", "_count", "query", "find", "filter", "lookup", "token", "introspect", "introspection", "validate", "verify", "calculate", "estimate", "preview", "quote", "match", "batchget", "geocode", "translate", "embeddings",
    };

    /// <summary>Whether a path ends so.</summary>
    public static bool Asks(string path) => Last(path) is { } word && s_words.Contains(word);

    public static bool Is(IOperation request)
    {
        var arguments = request switch
        {
            IInvocationOperation call => call.Arguments,
            IObjectCreationOperation made => made.Arguments,
            _ => default,
        };
        if (arguments.IsDefault)
            return false;
        foreach (var argument in arguments)
        {
            if (argument.Parameter?.Name == "requestUri")
                return LastWord(LocalValues.Resolve(argument.Value)) is { } word && s_words.Contains(word);
        }

        return false;
    }

    private static string? LastWord(IOperation address)
    {
        if (address is IInterpolatedStringOperation { Parts: { Length: > 0 } parts })
        {
            // What follows the last known slash; a query may be unknown.
            for (var i = parts.Length - 1; i >= 0; i--)
            {
                if (parts[i] is IInterpolatedStringTextOperation { Text.ConstantValue: { HasValue: true, Value: string text } } && (text.Contains("/") || i == 0))
                    return i == parts.Length - 1 || text.Contains("?") ? Last(text) : null;
            }

            return null;
        }

        return address.ConstantValue is { HasValue: true, Value: string constant } ? Last(constant) : null;
    }

    private static string? Last(string path) => path.Split('?')[0].Split(['/', ':'], StringSplitOptions.RemoveEmptyEntries).LastOrDefault();
}
