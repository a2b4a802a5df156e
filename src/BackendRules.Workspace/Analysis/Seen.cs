using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BackendRules.Workspaces;

/// <summary>A diagnostic as a finding, before the order among its equals is known.</summary>
internal sealed record Seen(Finding Finding, Trace Trace, string? LineHash, ProjectId Project, Diagnostic Diagnostic)
{
    private static readonly Fingerprints s_unsigned = new("", "", "");

    public static async Task<Seen?> OfAsync(Diagnostic diagnostic, Project project, Sources sources, Confinement root, CancellationToken cancellation)
    {
        var location = diagnostic.Location;
        var span = location.GetLineSpan();
        if (location.Kind == LocationKind.None)
            span = new FileLinePositionSpan(project.FilePath ?? project.Name, default, default);
        if (!span.IsValid || (Path.IsPathRooted(span.Path) && !root.Contains(span.Path)))
            return null;
        Trace trace;
        string? hash = null;
        string? symbol = null;
        if (location.SourceTree is { } tree)
        {
            trace = Trace.Of(diagnostic, sources.Model(tree), await tree.GetRootAsync(cancellation).ConfigureAwait(false), cancellation);
            hash = sources.Hashes(tree) is var hashes && span.StartLinePosition.Line < hashes.Count ? hashes[span.StartLinePosition.Line] : null;
            symbol = trace.Member.StartsWith("file:", StringComparison.Ordinal) ? null : trace.Member;
        }
        else
        {
            var additional = project.AnalyzerOptions.AdditionalFiles.FirstOrDefault(f => f.Path == span.Path);
            trace = Trace.Of(diagnostic, span.Path, additional?.GetText(cancellation));
        }

        var finding = new Finding
        {
            Fingerprint = "",
            Fingerprints = s_unsigned,
            RuleId = diagnostic.Id,
            Level = diagnostic.Severity switch { DiagnosticSeverity.Error => "error", DiagnosticSeverity.Warning => "warning", _ => "note" },
            Category = diagnostic.Descriptor.Category is var category ? category[(category.LastIndexOf('.') + 1)..].ToLowerInvariant() : "",
            Location = Place(span, root, symbol),
            Message = Shown.Short(diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture), 300),
            Fixable = RuleSet.CanFix(diagnostic.Id),
            Project = project.FilePath is { } file ? Path.GetFileNameWithoutExtension(file) : project.Name,
            Related = Steps(diagnostic, root),
            Suppressed = diagnostic.IsSuppressed ? new Silence("inSource", Justification(diagnostic, sources.Compilation)) : null,
            Status = diagnostic.IsSuppressed ? "suppressed" : "new",
        };
        return new Seen(finding, trace, hash, project.Id, diagnostic);
    }

    private static IReadOnlyList<Step>? Steps(Diagnostic diagnostic, Confinement root)
    {
        if (diagnostic.AdditionalLocations.Count == 0)
            return null;
        var labels = diagnostic.Properties;
        return [.. diagnostic.AdditionalLocations
            .Select((location, index) => (Span: location.GetLineSpan(), Label: labels.GetValueOrDefault("step." + index.ToString(System.Globalization.CultureInfo.InvariantCulture)) ?? ""))
            .Where(step => step.Span.IsValid && root.Contains(step.Span.Path))
            .Select(step => new Step(Place(step.Span, root, null), Shown.Short(step.Label, 200)))];
    }

    private static Place Place(FileLinePositionSpan span, Confinement root, string? symbol) => new(
        Path.IsPathRooted(span.Path) ? root.Show(span.Path) : span.Path.Replace('\\', '/'),
        span.StartLinePosition.Line + 1, span.StartLinePosition.Character + 1,
        span.EndLinePosition.Line + 1, span.EndLinePosition.Character + 1,
        symbol);

    private static string? Justification(Diagnostic diagnostic, Compilation compilation) =>
        diagnostic.GetSuppressionInfo(compilation)?.Attribute?.NamedArguments
            .FirstOrDefault(static a => a.Key == "Justification").Value.Value as string;
}

/// <summary>The models and line hashes of a compilation's trees, each made once.</summary>
internal sealed class Sources(Compilation compilation)
{
    private readonly Dictionary<SyntaxTree, SemanticModel> _models = [];
    private readonly Dictionary<SyntaxTree, IReadOnlyList<string>> _hashes = [];

    public Compilation Compilation => compilation;

    public SemanticModel Model(SyntaxTree tree) => _models.TryGetValue(tree, out var model) ? model : _models[tree] = compilation.GetSemanticModel(tree);

    public IReadOnlyList<string> Hashes(SyntaxTree tree) => _hashes.TryGetValue(tree, out var hashes) ? hashes : _hashes[tree] = LineHashes.Of(tree.ToString());
}
