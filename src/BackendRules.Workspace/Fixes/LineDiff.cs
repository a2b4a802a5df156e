using System.Globalization;
using System.Text;
using DiffPlex;
using DiffPlex.Model;

namespace BackendRules.Workspaces;

/// <summary>The difference of two texts by lines: untouched lines keep their bytes, new ones get the file's line ending.</summary>
internal sealed class LineDiff
{
    private const int Context = 3;
    private readonly List<string> _before;
    private readonly List<string> _after;
    private readonly IList<DiffBlock> _blocks;

    public LineDiff(string before, string after, string lineEnding)
    {
        _before = TextFile.Lines(before);
        var raw = TextFile.Lines(after);
        var result = Differ.Instance.CreateDiffs(Join(_before), Join(raw), ignoreWhiteSpace: false, ignoreCase: false, new ByNewLine());
        _blocks = [.. result.DiffBlocks];
        _after = Merge(raw, lineEnding);
    }

    /// <summary>The merged text.</summary>
    public string After => string.Concat(_after);

    public int Added => _blocks.Sum(static b => b.InsertCountB);

    public int Removed => _blocks.Sum(static b => b.DeleteCountA);

    /// <summary>A unified diff that <c>git apply</c> takes.</summary>
    public string Unified(string file)
    {
        if (_blocks.Count == 0)
            return "";
        var diff = new StringBuilder();
        diff.Append(CultureInfo.InvariantCulture, $"--- a/{file}\n+++ b/{file}\n");
        foreach (var hunk in Hunks())
            Write(diff, hunk);
        return diff.ToString();
    }

    private static string Join(List<string> lines) => string.Join('\n', lines.Select(static l => l.TrimEnd('\r', '\n')));

    private List<string> Merge(List<string> raw, string lineEnding)
    {
        var merged = new List<string>();
        var before = 0;
        foreach (var block in _blocks)
        {
            merged.AddRange(_before.Skip(before).Take(block.DeleteStartA - before));
            merged.AddRange(raw.Skip(block.InsertStartB).Take(block.InsertCountB).Select(line =>
                line.TrimEnd('\r', '\n') is var bare && bare.Length == line.Length ? line : bare + lineEnding));
            before = block.DeleteStartA + block.DeleteCountA;
        }

        merged.AddRange(_before.Skip(before));

        // A last line without an ending that isn't the last any more gets one.
        for (var i = 0; i < merged.Count - 1; i++)
        {
            if (!merged[i].EndsWith('\n') && !merged[i].EndsWith('\r'))
                merged[i] += lineEnding;
        }

        return merged;
    }

    private IEnumerable<List<DiffBlock>> Hunks()
    {
        var hunk = new List<DiffBlock>();
        foreach (var block in _blocks)
        {
            if (hunk.Count > 0 && block.DeleteStartA - (hunk[^1].DeleteStartA + hunk[^1].DeleteCountA) > 2 * Context)
            {
                yield return hunk;
                hunk = [];
            }

            hunk.Add(block);
        }

        yield return hunk;
    }

    private void Write(StringBuilder diff, List<DiffBlock> hunk)
    {
        var (first, last) = (hunk[0], hunk[^1]);
        var startA = Math.Max(0, first.DeleteStartA - Context);
        var startB = first.InsertStartB - (first.DeleteStartA - startA);
        var endA = Math.Min(_before.Count, last.DeleteStartA + last.DeleteCountA + Context);
        var endB = last.InsertStartB + last.InsertCountB + (endA - last.DeleteStartA - last.DeleteCountA);
        diff.Append(CultureInfo.InvariantCulture, $"@@ -{Range(startA, endA - startA)} +{Range(startB, endB - startB)} @@\n");
        var a = startA;
        foreach (var block in hunk)
        {
            Lines(diff, ' ', _before, a, block.DeleteStartA);
            Lines(diff, '-', _before, block.DeleteStartA, block.DeleteStartA + block.DeleteCountA);
            Lines(diff, '+', _after, block.InsertStartB, block.InsertStartB + block.InsertCountB);
            a = block.DeleteStartA + block.DeleteCountA;
        }

        Lines(diff, ' ', _before, a, endA);
    }

    private static string Range(int start, int count) => string.Create(CultureInfo.InvariantCulture, $"{(count == 0 ? start : start + 1)},{count}");

    private static void Lines(StringBuilder diff, char mark, List<string> lines, int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            diff.Append(mark).Append(lines[i]);
            if (!lines[i].EndsWith('\n'))
                diff.Append("\n\\ No newline at end of file\n");
        }
    }

    private sealed class ByNewLine : IChunker
    {
        public IReadOnlyList<string> Chunk(string text) => text.Split('\n');
    }
}
