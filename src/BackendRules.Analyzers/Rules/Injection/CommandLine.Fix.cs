using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace BackendRules;

/// <summary>Splits the template of a command line into its arguments.</summary>
internal static class CommandLine
{
    /// <summary>The arguments as C# expressions, or null when a boundary isn't plain to see.</summary>
    public static IReadOnlyList<string>? Split(TextTemplate template, SemanticModel model)
    {
        if (template.Open != "\"")
            return null;
        var items = new List<string>();
        var current = new List<TextPart>();
        var quoted = false;
        foreach (var part in template.Parts)
        {
            if (part.Hole is not null)
            {
                current.Add(part);
                continue;
            }

            var text = part.Text!.Replace("\\\"", "\"");
            if (text.Contains("\\") || text.Contains("'"))
                return null;
            var from = 0;
            for (var i = 0; i <= text.Length; i++)
            {
                if (i < text.Length && text[i] != '"' && (text[i] != ' ' || quoted))
                    continue;
                if (i > from)
                    current.Add(new TextPart(text.Substring(from, i - from), null));
                if (i < text.Length && text[i] == '"')
                    quoted = !quoted;
                else if (i < text.Length)
                    Close();
                from = i + 1;
            }
        }

        Close();
        return quoted || items.Count == 0 ? null : items;

        void Close()
        {
            if (current.Count > 0)
                items.Add(Item(current, model));
            current.Clear();
        }
    }

    private static string Item(List<TextPart> parts, SemanticModel model) =>
        parts.Count == 1 && parts[0] is { Hole: { } only, Format: "" } && model.GetTypeInfo(only).Type?.SpecialType == SpecialType.System_String ? only.WithoutTrivia().ToString()
        : parts.TrueForAll(static part => part.Hole is null) ? SymbolDisplay.FormatLiteral(string.Concat(parts.Select(static part => part.Text)), quote: true)
        : "$\"" + string.Concat(parts.Select(static part => part.Hole is null ? part.Text!.Replace("{", "{{").Replace("}", "}}") : $"{{{part.Hole.WithoutTrivia()}{part.Format}}}")) + "\"";
}
