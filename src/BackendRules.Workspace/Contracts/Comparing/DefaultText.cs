namespace BackendRules.Workspaces;

/// <summary>Default values as C# text.</summary>
internal static class DefaultText
{
    /// <summary>Null for what stands for nothing.</summary>
    public static string? Plain(string? text) => text is null or "null" or "default" or "default!" or "\"\"" or "string.Empty" or "[]" ? null : text;

    /// <summary>Whether the text is a literal or names a constant, so that two texts can be compared.</summary>
    public static bool IsConstant(string text) =>
        text.Length > 0 && (char.IsDigit(text[0]) || text[0] is '"' or '-' || text is "true" or "false" || text.Split('.').All(static part => part.Length > 0 && part.All(static c => char.IsLetterOrDigit(c) || c == '_')));
}
