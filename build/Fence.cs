namespace BackendRules.Build;

/// <summary>A fenced block of a Markdown page.</summary>
/// <param name="Heading">The heading it stands under, without the number signs.</param>
/// <param name="Language">The first word of the info string.</param>
/// <param name="Words">The other words of the info string.</param>
/// <param name="Line">The 1-based line of its first line of text.</param>
/// <param name="Text">Its text, with line feeds.</param>
internal sealed record Fence(string Heading, string Language, string[] Words, int Line, string Text)
{
    /// <summary>The file name in the info string, or null.</summary>
    public string? File => Words.FirstOrDefault(static word => word.Contains('.'));

    public bool Has(string word) => Words.Contains(word);

    /// <summary>All fenced blocks of a page. A fence that is never closed is an error that names its line.</summary>
    public static IReadOnlyList<Fence> Read(string path)
    {
        var fences = new List<Fence>();
        var heading = "";
        var lines = System.IO.File.ReadAllLines(path);
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i];
            if (line.StartsWith('#'))
                heading = line.TrimStart('#').Trim();
            if (!line.StartsWith("```", StringComparison.Ordinal))
                continue;
            var ticks = line[..(line.Length - line.TrimStart('`').Length)];
            var info = line[ticks.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var start = ++i;
            while (i < lines.Length && lines[i].TrimEnd() != ticks)
                i++;
            if (i == lines.Length)
                throw new InvalidDataException($"{Path.GetRelativePath(Tree.Root, path)}:{start}: this fence is never closed.");
            fences.Add(new Fence(heading, info.FirstOrDefault() ?? "", info.Skip(1).ToArray(), start + 1, string.Join('\n', lines[start..i]) + "\n"));
        }

        return fences;
    }
}
