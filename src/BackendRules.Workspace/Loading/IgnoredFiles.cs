using System.Text.RegularExpressions;

namespace BackendRules.Workspaces;

/// <summary>
/// Files that git is told to ignore, which nobody commits: a developer's own <c>.env</c> or <c>local.settings.json</c>. Told as the package's targets tell it, so that a build and the tool
/// say the same: the nearest <c>.gitignore</c> names the file, or all of <c>.env*</c>, and doesn't take it back.
/// </summary>
internal static class IgnoredFiles
{
    public static bool Contain(string file, Confinement root)
    {
        var list = root.Above(file).Select(static folder => Path.Combine(folder, ".gitignore")).FirstOrDefault(File.Exists);
        return list is not null && !PlainFile.IsOther(list) && Names(list, Path.GetFileName(file));
    }

    private static bool Names(string list, string name)
    {
        try
        {
            var text = File.ReadAllText(list);
            var own = Regex.Escape(name);
            return (Has(text, $"^/?([*][*]/)?{own}[^!-~]*$") || name.StartsWith(".env", StringComparison.Ordinal) && Has(text, "^/?([*][*]/)?[.]env[.]?[*][^!-~]*$")) && !Has(text, $"^!.*{own}[^!-~]*$");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool Has(string text, string pattern) => Regex.IsMatch(text, pattern, RegexOptions.Multiline | RegexOptions.CultureInvariant);
}
