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
        var holes = new List<(string Value, bool IsText)>();
        var text = "";
        foreach (var part in template.Parts)
        {
            if (part.Hole is { } hole)
            {
                var type = model.GetTypeInfo(hole, cancellation).Type?.SpecialType;
                if (part.Format.Length > 0 || type is not (SpecialType.System_String or SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_Boolean))
                    return null;
                text += $"{Mark}{holes.Count}{Mark}";
                holes.Add((hole.WithoutTrivia().ToString(), type == SpecialType.System_String));
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
            var given = pair.Groups["index"].Success ? holes[int.Parse(pair.Groups["index"].Value, System.Globalization.CultureInfo.InvariantCulture)] : default;
            // Quotes make a text, and without them a text may hold a number: as a value it would be of another type.
            if (given.Value is not null && given.IsText != pair.Groups["mark"].Length > 0)
                return null;
            var value = given.Value
                ?? (pair.Groups["bare"].Success ? pair.Groups["bare"].Value : $"\"{pair.Groups["text"].Value}\"");
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
