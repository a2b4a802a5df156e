using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>
/// A Redis script reads its values from <c>KEYS</c> and <c>ARGV</c>. What stands first behind a command is a key, which a cluster has to know; the rest are arguments.
/// </summary>
internal static class ScriptChange
{
    public static Action<DocumentEditor>? Of(InvocationExpressionSyntax call, TextTemplate template, SemanticModel model, CancellationToken cancellation)
    {
        var list = call.ArgumentList;
        if (template.Local is not null || list.Arguments.Skip(1).Any(static argument => argument.NameColon is null || argument.NameColon.Name.Identifier.ValueText is "keys" or "values" or "parameters"))
            return null;
        var keys = new List<string>();
        var values = new List<string>();
        var parts = new List<TextPart>();
        var skip = 0;
        for (var i = 0; i < template.Parts.Length; i++)
        {
            var part = template.Parts[i];
            if (part.Hole is not { } hole)
            {
                parts.Add(new TextPart(part.Text!.Substring(skip), null));
                skip = 0;
                continue;
            }

            if (model.GetConstantValue(hole, cancellation).HasValue)
            {
                parts.Add(part);
                continue;
            }

            var before = parts.Count > 0 ? parts[parts.Count - 1].Text : null;
            var after = i + 1 < template.Parts.Length ? template.Parts[i + 1].Text : null;
            if (before is null || after is null || Quote(before) is not { } quote || !after.StartsWith(quote, StringComparison.Ordinal) || part.Format.Length > 0
                || model.GetTypeInfo(hole, cancellation).Type is not { SpecialType: SpecialType.System_String })
                return null;
            before = before.Substring(0, before.Length - quote.Length);
            var isKey = System.Text.RegularExpressions.Regex.IsMatch(before, @"redis\.p?call\(\s*(\\?[""'])\w+\1\s*,\s*$");
            var all = isKey ? keys : values;
            var value = hole.WithoutTrivia().ToString();
            if (!all.Contains(value))
                all.Add(value);
            parts[parts.Count - 1] = new TextPart(before + (isKey ? "KEYS[" : "ARGV[") + (all.IndexOf(value) + 1) + "]", null);
            skip = quote.Length;
        }

        if (keys.Count + values.Count == 0)
            return null;
        var script = SyntaxFactory.ParseExpression(template.Render(parts, interpolated: false));
        var added = new List<ArgumentSyntax>();
        Add("keys", "RedisKey", keys);
        Add("values", "RedisValue", values);
        return editor => editor.ReplaceNode(list, (current, _) =>
        {
            var now = (ArgumentListSyntax)current;
            now = now.ReplaceNode(now.Arguments[0].Expression, script.WithTriviaFrom(now.Arguments[0].Expression));
            var comma = SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space);
            var arguments = now.Arguments.GetWithSeparators();
            foreach (var argument in added)
                arguments = arguments.Add(comma).Add(argument);
            return now.WithArguments(SyntaxFactory.SeparatedList<ArgumentSyntax>(arguments));
        });

        void Add(string name, string type, List<string> given)
        {
            if (given.Count > 0)
                added.Add(SyntaxFactory.ParseArgumentList($"({name}: new {type}[] {{ {string.Join(", ", given)} }})").Arguments[0]);
        }
    }

    private static string? Quote(string text) => text.EndsWith("\\\"", StringComparison.Ordinal) ? "\\\"" : text.EndsWith("'", StringComparison.Ordinal) ? "'" : text.EndsWith("\"", StringComparison.Ordinal) ? "\"" : null;
}
