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

    private static async Task<Solution> Write(Project project, IEnumerable<Diagnostic> findings, CancellationToken cancellation)
    {
        if (File(project) is not { } file)
            return project.Solution;
        var text = await file.GetTextAsync(cancellation).ConfigureAwait(false);
        var known = new HashSet<string>(text.Lines.Select(static line => line.ToString().Trim()), StringComparer.Ordinal);
        var isEmpty = known.All(static line => line.Length == 0);
        var added = findings.SelectMany(static finding => (finding.Properties.TryGetValue(ChangedSurface.Lines, out var lines) ? lines : null)?.Split('\n') ?? []).Where(known.Add).ToArray();
        if (added.Length == 0)
            return project.Solution;
        var end = isEmpty || text[text.Length - 1] == '\n' ? "" : "\n";
        var isWindows = text.Lines.Count > 0 && text.Lines[0].EndIncludingLineBreak - text.Lines[0].End == 2;
        var more = end + string.Join("\n", added) + "\n";
        return project.Solution.WithAdditionalDocumentText(file.Id, text.WithChanges(new TextChange(isEmpty ? new TextSpan(0, text.Length) : new TextSpan(text.Length, 0), isWindows ? more.Replace("\n", "\r\n") : more)));
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
                    solution = await Write(solution.GetProject(id)!, findings.OrderBy(static finding => finding.Location.SourceSpan.Start), cancellation).ConfigureAwait(false);
                return solution;
            }, Key);
        }
    }
}
