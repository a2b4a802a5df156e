using BackendRules.Build;

namespace BackendRules.Tests;

/// <summary>One case of a specification: the files, the settings, and what must come out.</summary>
internal sealed record Case(
    string Page,
    string RuleId,
    string Heading,
    int Line,
    IReadOnlyList<SpecFile> Files,
    string? EditorConfig,
    SpecFile? Fixed,
    int FixIndex,
    bool NoFix,
    bool NeedsLatest,
    IReadOnlyList<SpecFile> FixedFiles,
    string? Flow = null)
{
    /// <summary>What a failure names.</summary>
    public string Place => $"{Repository.Relative(Page)}:{Line}";

    /// <summary>The name of the test. The rule comes first: the runner cuts long names, and filters look at what is left.</summary>
    public override string ToString() => $"{RuleId}:{Line} {Heading}";

    /// <summary>
    /// The cases of a page. An unnamed <c>csharp</c> block is a case; named files and settings before the first one of a heading
    /// belong to every case of that heading, those after it to the case alone.
    /// </summary>
    public static IReadOnlyList<Case> Read(string page)
    {
        var id = Path.GetFileName(page)[..6];
        var cases = new List<Case>();
        foreach (var section in Fence.Read(page).GroupBy(static fence => fence.Heading))
        {
            var shared = new List<Fence>();
            var current = new List<Fence>();
            foreach (var fence in section)
            {
                if (IsMain(fence))
                {
                    Close();
                    current = [fence];
                }
                else
                {
                    (current.Count == 0 ? shared : current).Add(fence);
                }
            }

            Close();

            void Close()
            {
                if (current.Count > 0)
                    cases.Add(Build(page, id, shared, current));
                else if (shared.Exists(static fence => fence.File is not null) && section.All(static fence => !IsMain(fence)))
                    cases.Add(Build(page, id, shared, []));
            }
        }

        return cases;
    }

    private static bool IsMain(Fence fence) => fence.Language is "csharp" or "csharp14" && fence.File is null && !fence.Has("fixed");

    private static Case Build(string page, string id, List<Fence> shared, List<Fence> own)
    {
        var all = shared.Concat(own).ToList();
        var main = own.FirstOrDefault();
        var files = new List<SpecFile>();
        if (main is not null)
            files.Add(SpecFile.Of(main, "Spec.cs"));
        files.AddRange(all.Where(static fence => fence.File is not null && !fence.Has("fixed")).Select(static fence => SpecFile.Of(fence, fence.File!)));
        var repaired = all.Where(static fence => fence.Has("fixed")).ToList();
        var mainFixed = repaired.Find(static fence => fence.File is null);
        var index = repaired.SelectMany(static fence => fence.Words).Select(static word => int.TryParse(word, out var n) ? n : 0).FirstOrDefault(static n => n > 0);
        return new Case(
            page,
            id,
            (main ?? all[0]).Heading,
            (main ?? all[0]).Line,
            files,
            all.FindLast(static fence => fence.Language == "editorconfig")?.Text,
            mainFixed is null ? null : SpecFile.Of(mainFixed, "Spec.cs"),
            Math.Max(0, index - 1),
            main?.Has("nofix") ?? false,
            all.Exists(static fence => fence.Language == "csharp14"),
            repaired.Where(static fence => fence.File is not null).Select(static fence => SpecFile.Of(fence, fence.File!)).ToList(),
            all.Find(static fence => fence.Language == "flow")?.Text);
    }
}
