namespace BackendRules.Build;

/// <summary>Everything that is written from the <see cref="Rule"/> values: paths relative to the root, and the text that each must have.</summary>
internal static class Generated
{
    public static IEnumerable<(string Path, string Text)> All()
    {
        yield return (CatalogDocument.Path, CatalogDocument.Text());
        yield return (RulesJson.Path, RulesJson.Text());
        foreach (var preset in Presets.All())
            yield return preset;
        yield return (ProfileDocument.Path, ProfileDocument.Text());
        if (File.Exists(Tree.At("README.md")))
            yield return ("README.md", Marked.Replace(File.ReadAllText(Tree.At("README.md")), "rules", RuleTable.Text()));
        foreach (var check in RuleList.Checks)
        {
            var path = PageHeader.Path(check.Rule);
            if (File.Exists(Tree.At(path)))
                yield return (path, PageHeader.Write(check, File.ReadAllText(Tree.At(path))));
        }
    }

    /// <summary>Writes what differs and names it.</summary>
    public static IReadOnlyList<string> Write()
    {
        var written = new List<string>();
        foreach (var (path, text) in All())
        {
            var full = Tree.At(path);
            if (File.Exists(full) && File.ReadAllText(full) == text)
                continue;
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(full)!);
            File.WriteAllText(full, text);
            written.Add(path);
        }

        return written;
    }
}
