using System.Text.RegularExpressions;

namespace BackendRules.Workspaces.Tests;

/// <summary>One pair of a page: the sources before and after, and what must be said of them.</summary>
internal sealed record ContractPair(string Heading, IReadOnlyList<string> Before, IReadOnlyList<string> After, IReadOnlyList<(string Path, string Text)> FilesBefore, IReadOnlyList<(string Path, string Text)> FilesAfter, IReadOnlyList<string> Wanted);

/// <summary>
/// Pages of pairs. Under a heading: <c>csharp</c> blocks count on both sides, <c>csharp before</c> and <c>csharp after</c> on one, other languages are files; a
/// <c>changes</c> block ends the pair and says all that must be reported, <c>BRC010 breaking | part of the message</c> a line. An empty one wants silence.
/// </summary>
internal static partial class ContractPage
{
    public static IEnumerable<ContractPair> Read(string folder, string page)
    {
        var heading = "";
        var (before, after, wanted) = (new List<string>(), new List<string>(), new List<string>());
        var (filesBefore, filesAfter) = (new List<(string, string)>(), new List<(string, string)>());
        string? open = null;
        var text = new List<string>();
        foreach (var line in File.ReadLines(Path.Combine(Sources.Root, "tests/BackendRules.Workspace.Tests", folder, page)))
        {
            if (open is null && line.StartsWith("## ", StringComparison.Ordinal))
            {
                heading = line[3..];
            }
            else if (open is null && line.StartsWith("```", StringComparison.Ordinal))
            {
                open = line[3..].Trim();
                text.Clear();
            }
            else if (open is not null && line == "```")
            {
                var block = string.Join('\n', text);
                var words = open.Split(' ');
                if (words[0] == "changes")
                {
                    wanted.AddRange(text.Where(static one => one.Trim().Length > 0));
                    yield return new ContractPair(heading, [.. before], [.. after], [.. filesBefore], [.. filesAfter], [.. wanted]);
                    before.Clear();
                    after.Clear();
                    filesBefore.Clear();
                    filesAfter.Clear();
                    wanted.Clear();
                }
                else if (words[0] == "csharp")
                {
                    if (words.Length == 1 || words[1] == "before")
                        before.Add(block);
                    if (words.Length == 1 || words[1] == "after")
                        after.Add(block);
                }
                else
                {
                    (words.Contains("before") ? filesBefore : filesAfter).Add((words[0].Contains('.', StringComparison.Ordinal) ? words[0] : "file." + words[0], block));
                }

                open = null;
            }
            else if (open is not null)
            {
                text.Add(line);
            }
        }
    }

    public static IEnumerable<object[]> Cases(string folder) =>
        Directory.GetFiles(Path.Combine(Sources.Root, "tests/BackendRules.Workspace.Tests", folder), "*.md").Order(StringComparer.Ordinal).Select(Path.GetFileName)
            .SelectMany(page => Read(folder, page!).Select((pair, index) => new object[] { page!, index, pair.Heading }));

    /// <summary>Each wanted line once, and nothing else.</summary>
    public static void Match(IReadOnlyList<string> wanted, IReadOnlyList<string> seen)
    {
        var left = seen.ToList();
        foreach (var line in wanted)
        {
            var parts = line.Split(" | ", 2);
            var found = left.FindIndex(one => one.StartsWith(Spaces().Replace(parts[0].Trim(), " ") + " ", StringComparison.Ordinal) && (parts.Length == 1 || one.Contains(parts[1].Trim(), StringComparison.Ordinal)));
            Assert.True(found >= 0, $"Not said: {line}\nSaid:\n{string.Join('\n', seen)}");
            left.RemoveAt(found);
        }

        Assert.True(left.Count == 0, "Said too much:\n" + string.Join('\n', left));
    }

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();
}
