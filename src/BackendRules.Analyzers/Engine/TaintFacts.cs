using BackendRules.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BackendRules;

/// <summary>
/// What referenced projects left about their bodies: <c>*.taintfacts</c> additional files, handed on by the package's targets. A build that asks for it writes
/// the project's own; an editor never does, and reads what the last build left.
/// </summary>
internal sealed class TaintFacts
{
    private const string Property = "build_property.BackendRulesFactsFile";

    private readonly HashSet<string> _assemblies = new(StringComparer.Ordinal);
    private readonly List<BodySummary> _summaries = [];

    private TaintFacts()
    {
    }

    public IReadOnlyList<BodySummary> Summaries => _summaries;

    public bool Speaks(string assembly) => _assemblies.Contains(assembly);

    public static TaintFacts Of(AnalyzerOptions options, ModelSet models, CancellationToken cancellation)
    {
        var facts = new TaintFacts();
        foreach (var file in options.AdditionalFiles)
        {
            if (!file.Path.EndsWith(FactsTarget.Extension, StringComparison.OrdinalIgnoreCase) || file.GetText(cancellation) is not { } text)
                continue;
            if (SummaryText.Read(text.ToString(), models) is { } read && facts._assemblies.Add(read.Assembly))
                facts._summaries.AddRange(read.Summaries);
        }

        return facts;
    }

    public static void Write(Compilation compilation, AnalyzerOptions options, ModelSet models, IEnumerable<BodySummary> summaries)
    {
        var target = options.AdditionalFiles.OfType<FactsTarget>().FirstOrDefault();
        if ((!options.AnalyzerConfigOptionsProvider.GlobalOptions.TryGetValue(Property, out var path) || path.Length == 0) && target is null)
            return;
        var text = SummaryText.Write(compilation.AssemblyName ?? "", models, summaries.Where(static summary => summary.Matters));
        if (target is not null)
            target.Facts = text;
        if (path is null || path.Length == 0)
            return;
#pragma warning disable RS1035 // A command-line build asked for this file by its path; no editor sets the property.
        var folder = Path.GetDirectoryName(path);
        if (folder is null || !Directory.Exists(folder) || File.Exists(path) && File.ReadAllText(path) == text)
            return;
        File.WriteAllText(path, text);
#pragma warning restore RS1035
    }
}
