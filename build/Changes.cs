using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;

namespace BackendRules.Build;

/// <summary>Shows what fixes changed, line by line.</summary>
internal static class Changes
{
    public static void Print(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> after, string folder)
    {
        foreach (var (path, text) in after.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            if (before.TryGetValue(path, out var old) && old == text)
                continue;
            Console.WriteLine($"\n  {Path.GetRelativePath(folder, path)}");
            foreach (var line in InlineDiffBuilder.Diff(old ?? "", text).Lines)
            {
                if (line.Type is ChangeType.Inserted or ChangeType.Deleted && line.Text.Trim().Length > 0)
                    Console.WriteLine($"    {(line.Type == ChangeType.Inserted ? '+' : '-')} {line.Text.TrimEnd()}");
            }
        }
    }
}
