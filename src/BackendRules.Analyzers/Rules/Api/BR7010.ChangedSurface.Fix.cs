using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace BackendRules;

/// <summary>Writes the change down: it edits a text file beside the code, so it is no <see cref="RuleFix"/>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class ChangedSurfaceFix : CodeFixProvider
{
    private const string Title = "Write it down in Endpoints.Unshipped.txt";
    private const string Key = "BR7010.unshipped";

    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("BR7010");

    public override FixAllProvider GetFixAllProvider() => new All();

    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var finding in context.Diagnostics)
        {
            if (finding.Properties.ContainsKey(ChangedSurface.Lines) && File(context.Document.Project) is not null)
            {
                context.RegisterCodeFix(CodeAction.Create(Title, cancellation => Write(context.Document.Project, [finding], cancellation), Key), finding);
            }
        }

        return Task.CompletedTask;
    }

    private static TextDocument? File(Project project) => project.AdditionalDocuments.FirstOrDefault(static document => document.Name == EndpointLines.Unshipped);

    private static async Task<Solution> Write(Project project, IReadOnlyCollection<Diagnostic> findings, CancellationToken cancellation)
    {
        if (File(project) is not { } file)
            return project.Solution;
        var text = await file.GetTextAsync(cancellation).ConfigureAwait(false);
        var dropped = new HashSet<string>(findings.SelectMany(static finding => Written(finding, ChangedSurface.Dropped)), StringComparer.Ordinal);
        var lines = text.Lines.Select(static line => line.ToString()).Where(line => !dropped.Contains(Bare(line))).ToList();
        var known = new HashSet<string>(lines.Select(Bare), StringComparer.Ordinal);
        var added = findings.SelectMany(static finding => Written(finding, ChangedSurface.Lines)).Where(known.Add).ToArray();
        if (added.Length == 0 && lines.Count == text.Lines.Count)
            return project.Solution;
        if (added.Length > 0 && lines.All(static line => line.Trim().Length == 0))
            lines.Clear();
        // The text behind the last line break is a line too, and mostly an empty one.
        else if (lines.Count > 0 && lines[lines.Count - 1].Trim().Length == 0)
            lines.RemoveAt(lines.Count - 1);
        var isWindows = text.Lines[0].EndIncludingLineBreak - text.Lines[0].End == 2;
        var written = string.Concat(lines.Concat(added).Select(line => line + (isWindows ? "\r\n" : "\n")));
        return project.Solution.WithAdditionalDocumentText(file.Id, text.Replace(new TextSpan(0, text.Length), written));
    }

    private static string[] Written(Diagnostic finding, string property) => finding.Properties.TryGetValue(property, out var lines) && lines is { Length: > 0 } ? lines.Split('\n') : [];

    /// <summary>A line of the file as findings name it.</summary>
    private static string Bare(string line)
    {
        var bare = line.Trim();
        return bare.StartsWith(EndpointLines.Removed, StringComparison.Ordinal) ? EndpointLines.Removed + bare.Substring(EndpointLines.Removed.Length).Trim() : bare;
    }

    private sealed class All : FixAllProvider
    {
        public override async Task<CodeAction?> GetFixAsync(FixAllContext context)
        {
            var projects = context.Scope == FixAllScope.Solution ? context.Solution.Projects : [context.Project];
            var found = new List<(ProjectId Project, ImmutableArray<Diagnostic> Findings)>();
            foreach (var project in projects)
            {
                var findings = context.Scope == FixAllScope.Document && context.Document is { } document
                    ? await context.GetDocumentDiagnosticsAsync(document).ConfigureAwait(false)
                    : await context.GetAllDiagnosticsAsync(project).ConfigureAwait(false);
                if (!findings.IsEmpty)
                    found.Add((project.Id, findings));
            }

            return found.Count == 0 ? null : CodeAction.Create(Title, async cancellation =>
            {
                var solution = context.Solution;
                foreach (var (id, findings) in found)
                    solution = await Write(solution.GetProject(id)!, findings.OrderBy(static finding => finding.Location.SourceSpan.Start).ToArray(), cancellation).ConfigureAwait(false);
                return solution;
            }, Key);
        }
    }
}
