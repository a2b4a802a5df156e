using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace BackendRules.Workspaces;

/// <summary>Computes repairs and checks them in memory: still compiles, the finding is gone, nothing new.</summary>
public sealed class FixEngine(LoadedSolution loaded, Analysis analysis)
{
    /// <summary>Previews the repair of some findings, the safe way of each.</summary>
    /// <param name="current">The analysis of the solution as it is.</param>
    /// <param name="wanted">Chooses the findings.</param>
    /// <param name="fixKey">Another way than the first, by its key.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="Fault">None of the findings has a fix.</exception>
    public async Task<Patch> PreviewAsync(AnalysisResult current, Func<Finding, bool> wanted, string? fixKey = null, CancellationToken cancellation = default)
    {
        var chosen = current.Findings.Select((finding, index) => (Finding: finding, Index: index))
            .Where(pair => pair.Finding.Suppressed is null && wanted(pair.Finding)).ToList();
        if (chosen.Count == 0)
            throw new Fault("not_found", "None of the findings is there any more.", "Run analyze again.");
        var notes = new List<string>();
        var edits = new Dictionary<DocumentId, List<TextChange>>();
        foreach (var group in chosen.GroupBy(pair => (current.Sources[pair.Index].Project, pair.Finding.Location.File)))
        {
            var diagnostics = group.Select(pair => current.Sources[pair.Index].Diagnostic).ToImmutableArray();
            if (diagnostics[0].Location.SourceTree is { } tree && DocumentOf(group.Key.Project, tree) is { } document)
                await CollectAsync(document, await HereAsync(document, diagnostics, cancellation).ConfigureAwait(false), fixKey, edits, notes, cancellation).ConfigureAwait(false);
            else
                notes.Add($"{group.Key.File} is no source file; its findings have no fix.");
        }

        if (edits.Count == 0)
            throw new Fault("no_fix", $"No fix is offered for {string.Join(", ", chosen.Select(static p => p.Finding.RuleId).Distinct())} here.", "explain_rule says how to change the code.");
        var (solution, files, diff) = await WriteAsync(edits, cancellation).ConfigureAwait(false);
        var shown = Secrets.Cover(diff, current, loaded.Root);
        if (shown != diff)
            notes.Add("Secrets are covered in the diff; what is written has them as they are.");
        var verification = await VerifyAsync(current, [.. chosen.Select(static p => p.Finding)], solution, notes, cancellation).ConfigureAwait(false);
        return new Patch
        {
            PatchId = Handles.New("pat"),
            Root = loaded.Root.Root,
            Files = files,
            Diff = shown,
            Verification = verification,
            CreatedAt = DateTimeOffset.UtcNow,
        };
    }

    private Document? DocumentOf(ProjectId project, SyntaxTree tree) =>
        loaded.Solution.GetDocument(tree) ?? loaded.Solution.GetProject(project)?.Documents.FirstOrDefault(d => d.FilePath == tree.FilePath);

    // What was found may have been found in another tree of the same content: fixes look for the places in the document's own.
    private static async Task<ImmutableArray<Diagnostic>> HereAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        var tree = await document.GetSyntaxTreeAsync(cancellation).ConfigureAwait(false);
        return tree is null || diagnostics.All(d => d.Location.SourceTree == tree) ? diagnostics : [.. diagnostics.Select(d => Diagnostic.Create(
            d.Id, d.Descriptor.Category, d.GetMessage(System.Globalization.CultureInfo.InvariantCulture), d.Severity, d.DefaultSeverity, isEnabledByDefault: true, d.WarningLevel,
            location: Location.Create(tree, d.Location.SourceSpan), additionalLocations: d.AdditionalLocations.Select(l => l.SourceTree?.FilePath == tree.FilePath ? Location.Create(tree, l.SourceSpan) : l),
            customTags: d.Descriptor.CustomTags, properties: d.Properties))];
    }

    private async Task CollectAsync(
        Document document, ImmutableArray<Diagnostic> diagnostics, string? fixKey, Dictionary<DocumentId, List<TextChange>> edits, List<string> notes, CancellationToken cancellation)
    {
        foreach (var provider in RuleSet.Fixes)
        {
            var byKey = new Dictionary<string, List<Diagnostic>>(StringComparer.Ordinal);
            foreach (var diagnostic in diagnostics.Where(d => provider.FixableDiagnosticIds.Contains(d.Id)))
            {
                if (await OfferAsync(provider, document, diagnostic, fixKey, cancellation).ConfigureAwait(false) is { } key)
                    (byKey.TryGetValue(key, out var list) ? list : byKey[key] = []).Add(diagnostic);
            }

            foreach (var (key, same) in byKey.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
            {
                if (await ChangedAsync(provider, document, key, same, cancellation).ConfigureAwait(false) is { } changed)
                    await MergeAsync(document.Project.Solution, changed, edits, notes, cancellation).ConfigureAwait(false);
            }
        }
    }

    private static async Task<string?> OfferAsync(CodeFixProvider provider, Document document, Diagnostic diagnostic, string? fixKey, CancellationToken cancellation)
    {
        var offers = new List<CodeAction>();
        await provider.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => offers.Add(action), cancellation)).ConfigureAwait(false);
        var offer = fixKey is null ? offers.FirstOrDefault() : offers.Find(o => o.EquivalenceKey == fixKey);
        return offer is null ? null : offer.EquivalenceKey ?? "";
    }

    // All findings of the document at once: one after the other would move the places of the rest.
    private static async Task<Solution?> ChangedAsync(
        CodeFixProvider provider, Document document, string key, List<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        if (provider.GetFixAllProvider() is not { } all)
            return null;
        var context = new FixAllContext(
            document, provider, FixAllScope.Document, key, provider.FixableDiagnosticIds, new Chosen(document.Id, [.. diagnostics]), cancellation);
        if (await all.GetFixAsync(context).ConfigureAwait(false) is not { } action)
            return null;
        var operations = await action.GetOperationsAsync(cancellation).ConfigureAwait(false);
        return operations.OfType<ApplyChangesOperation>().FirstOrDefault()?.ChangedSolution;
    }

    private static async Task MergeAsync(
        Solution before, Solution after, Dictionary<DocumentId, List<TextChange>> edits, List<string> notes, CancellationToken cancellation)
    {
        foreach (var id in after.GetChanges(before).GetProjectChanges().SelectMany(static p => p.GetChangedDocuments().Concat(p.GetChangedAdditionalDocuments())))
        {
            var changes = await ChangesAsync(before, after, id, cancellation).ConfigureAwait(false);
            var known = edits.TryGetValue(id, out var list) ? list : edits[id] = [];
            var fresh = changes.Where(c => !known.Contains(c)).ToList();
            // Lines that are added to the end of a list come one after the other.
            var isList = before.GetDocument(id) is null;
            if (fresh.Exists(c => known.Exists(k => k.Span.IntersectsWith(c.Span) && !(isList && k.Span == c.Span && c.Span.IsEmpty))))
                notes.Add($"Two repairs of {Path.GetFileName(Freshness.Of(before, id)!.FilePath)} touch the same lines; apply this one and ask again for the rest.");
            else
                known.AddRange(fresh);
        }
    }

    private static async Task<IReadOnlyList<TextChange>> ChangesAsync(Solution before, Solution after, DocumentId id, CancellationToken cancellation)
    {
        if (before.GetDocument(id) is { } document)
            return [.. await after.GetDocument(id)!.GetTextChangesAsync(document, cancellation).ConfigureAwait(false)];
        var text = await before.GetAdditionalDocument(id)!.GetTextAsync(cancellation).ConfigureAwait(false);
        return (await after.GetAdditionalDocument(id)!.GetTextAsync(cancellation).ConfigureAwait(false)).GetTextChanges(text);
    }

    private async Task<(Solution Solution, List<PatchFile> Files, string Diff)> WriteAsync(Dictionary<DocumentId, List<TextChange>> edits, CancellationToken cancellation)
    {
        var solution = loaded.Solution;
        var files = new List<PatchFile>();
        var diff = new StringBuilder();
        foreach (var (id, changes) in edits.OrderBy(e => Freshness.Of(solution, e.Key)!.FilePath, StringComparer.Ordinal))
        {
            var document = Freshness.Of(loaded.Solution, id)!;
            var path = document.FilePath!;
            if (!loaded.Root.Contains(path))
                throw new Fault("path_outside_root", "The repair would change a file outside the root.");
            if (files.Exists(f => f.File == loaded.Root.Show(path)))
                continue;
            var bytes = PlainFile.ReadBytes(path);
            var text = await document.GetTextAsync(cancellation).ConfigureAwait(false);
            var file = TextFile.Read(bytes);
            if (file is null || file.Text != text.ToString())
                throw new Fault("stale_patch", $"{loaded.Root.Show(path)} changed on disk, or its encoding can't be kept.", "Run analyze again.") { Retryable = true };
            var lines = new LineDiff(file.Text, text.WithChanges(changes.OrderBy(static c => c.Span.Start)).ToString(), file.LineEnding);
            var post = file.Encode(lines.After);
            files.Add(new PatchFile
            {
                File = loaded.Root.Show(path),
                PreSha256 = PatchFile.Hash(bytes),
                PostSha256 = PatchFile.Hash(post),
                Added = lines.Added,
                Removed = lines.Removed,
                Pre = bytes,
                Post = post,
            });
            diff.Append(lines.Unified(loaded.Root.Show(path)));
            foreach (var same in solution.GetDocumentIdsWithFilePath(path))
                solution = Freshness.With(solution, same, SourceText.From(lines.After, text.Encoding));
        }

        return (solution, files, diff.ToString());
    }

    private async Task<Verification> VerifyAsync(
        AnalysisResult current, List<Finding> chosen, Solution changed, List<string> notes, CancellationToken cancellation)
    {
        var after = await analysis.RunAsync(changed, loaded.Root, loaded.Problems, null, cancellation).ConfigureAwait(false);
        var matches = Matching.Match(Knowns(current), Knowns(after), static _ => true);
        var kept = matches.Pairs.Values.Select(i => current.Findings[i].Fingerprint).ToHashSet(StringComparer.Ordinal);
        // What weighs less than what is repaired, such as the advice that a rule gives on what another one's repair writes, is told and stops nothing.
        var least = chosen.Max(static f => f.Rank);
        var fresh = matches.New.Select(i => after.Findings[i]).Where(static f => f.Suppressed is null).ToLookup(f => f.Rank >= least, Said);
        notes.AddRange(fresh[false].Select(static said => "lesser, and new: " + said));
        var errors = after.CompilerErrors.Except(current.CompilerErrors, StringComparer.Ordinal).ToList();
        return new Verification
        {
            Compiles = after.Coverage.CompilerErrors <= current.Coverage.CompilerErrors,
            NewCompilerErrors = after.Coverage.CompilerErrors <= current.Coverage.CompilerErrors ? [] : errors,
            Fixed = [.. chosen.Select(static f => f.Fingerprint).Where(f => !kept.Contains(f))],
            NotFixed = [.. chosen.Select(static f => f.Fingerprint).Where(kept.Contains)],
            Introduced = [.. fresh[true]],
            Notes = notes,
        };

        static string Said(Finding f) => $"{f.Level} {f.RuleId} {f.Location.File}:{f.Location.Line} {f.Message}";
    }

    private static List<Recorded> Knowns(AnalysisResult result) =>
        [.. result.Findings.Select(Recorded.Of)];

    private sealed class Chosen(DocumentId document, ImmutableArray<Diagnostic> diagnostics) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Of(project.Id == document.ProjectId);

        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document of, CancellationToken cancellationToken) => Of(of.Id == document);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Of(false);

        private Task<IEnumerable<Diagnostic>> Of(bool mine) => Task.FromResult<IEnumerable<Diagnostic>>(mine ? diagnostics : []);
    }
}
