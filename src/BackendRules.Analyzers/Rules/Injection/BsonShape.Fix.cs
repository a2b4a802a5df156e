using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace BackendRules;

/// <summary>A filter of MongoDB written as text, read as what it means: fields that equal values. Operators and documents inside aren't read.</summary>
internal sealed class BsonShape
{
    private const char Mark = '\u0001';

    private static readonly Regex s_whole = new(@"^\s*\{\s*(?<pair>[^{}\[\],]+)(,(?<pair>[^{}\[\],]+))*\s*\}\s*$", RegexOptions.CultureInvariant);
    private static readonly Regex s_pair = new(@"^\s*(?<quote>['""]?)(?<name>[A-Za-z_][\w.]*)\k<quote>\s*:\s*(?:(?<mark>['""]?)" + Mark + @"(?<index>\d+)" + Mark + @"\k<mark>|'(?<text>[^'""\\]*)'|""(?<text>[^'""\\]*)""|(?<bare>true|false|\d+))\s*$", RegexOptions.CultureInvariant);

    private readonly List<(string Field, string Value)> _pairs = [];

    private BsonShape()
    {
    }

    public static BsonShape? Of(TextTemplate template, SemanticModel model, CancellationToken cancellation)
    {
        var holes = new List<string>();
        var text = "";
        foreach (var part in template.Parts)
        {
            if (part.Hole is { } hole)
            {
                if (part.Format.Length > 0 || model.GetTypeInfo(hole, cancellation).Type?.SpecialType is not (SpecialType.System_String or SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_Boolean))
                    return null;
                text += $"{Mark}{holes.Count}{Mark}";
                holes.Add(hole.WithoutTrivia().ToString());
            }
            else
            {
                text += part.Text!.Replace("\\\"", "\"");
            }
        }

        var whole = s_whole.Match(text);
        if (!whole.Success)
            return null;
        var shape = new BsonShape();
        foreach (Capture capture in whole.Groups["pair"].Captures)
        {
            var pair = s_pair.Match(capture.Value);
            if (!pair.Success)
                return null;
            var value = pair.Groups["index"].Success ? holes[int.Parse(pair.Groups["index"].Value, System.Globalization.CultureInfo.InvariantCulture)]
                : pair.Groups["bare"].Success ? pair.Groups["bare"].Value : $"\"{pair.Groups["text"].Value}\"";
            shape._pairs.Add((pair.Groups["name"].Value, value));
        }

        return shape;
    }

    /// <summary>The same as calls of a filter builder.</summary>
    public string Filters(string builder)
    {
        var each = _pairs.Select(pair => $"{builder}.Eq(\"{pair.Field}\", {pair.Value})").ToArray();
        return each.Length == 1 ? each[0] : $"{builder}.And({string.Join(", ", each)})";
    }

    /// <summary>The same as a document.</summary>
    public string Document() => _pairs is [var only]
        ? $"new BsonDocument(\"{only.Field}\", {only.Value})"
        : $"new BsonDocument {{ {string.Join(", ", _pairs.Select(static pair => $"{{ \"{pair.Field}\", {pair.Value} }}"))} }}";
}
