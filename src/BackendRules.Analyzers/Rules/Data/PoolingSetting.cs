using System.Text.RegularExpressions;

namespace BackendRules;

/// <summary>Where a connection string switches pooling off.</summary>
internal static class PoolingSetting
{
    private static readonly Regex s_setting = new(@"(?:(?<=^|;)\s*Pooling\s*=\s*(?:false|no|0)\s*(?:;|$))", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <summary>The setting with its semicolon, or null. Only texts with another setting are connection strings.</summary>
    public static (int Start, int Length)? In(string text)
    {
        if (text.IndexOf("Pooling", StringComparison.OrdinalIgnoreCase) < 0 || text.IndexOf(';') < 0)
            return null;
        var match = s_setting.Match(text);
        return match.Success ? (match.Index, match.Length) : null;
    }
}
