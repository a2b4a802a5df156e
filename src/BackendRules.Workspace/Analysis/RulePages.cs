using System.Reflection;

namespace BackendRules.Workspaces;

/// <summary>The pages of the rules, as they are in the repository.</summary>
public static class RulePages
{
    private static readonly Assembly s_assembly = typeof(RulePages).Assembly;

    /// <summary>A rule's page in Markdown, or <see langword="null"/>.</summary>
    public static string? Find(string ruleId)
    {
        var name = s_assembly.GetManifestResourceNames().FirstOrDefault(n => n.StartsWith($"pages/{ruleId}.", StringComparison.OrdinalIgnoreCase));
        if (name is null)
            return null;
        using var reader = new StreamReader(s_assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
