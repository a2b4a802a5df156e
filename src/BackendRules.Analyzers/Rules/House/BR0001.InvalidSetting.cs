using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BackendRules;

/// <summary>BR0001: a setting, or a line of a model, that can't be read and therefore has no effect.</summary>
public sealed class InvalidSetting : Check
{
    internal static readonly Rule Declared = new(
        "BR0001",
        nameof(InvalidSetting),
        "Settings and models of BackendRules can be read",
        "'{0}' has no effect: {1}; {2}",
        Level.Warning)
    {
        EndOnly = true,
        InTests = true,
    };

    private const string Prefix = "backendrules.";

    public InvalidSetting()
        : base(Declared)
    {
    }

    public override void Start(Watch watch) => watch.End(static context =>
    {
        var seen = new HashSet<AnalyzerConfigOptions>();
        var said = new HashSet<(string Key, string Value)>();
        var provider = context.Options.AnalyzerConfigOptionsProvider;
        Look(context, provider.GlobalOptions, seen, said);
        foreach (var tree in context.Compilation.SyntaxTrees)
            Look(context, provider.GetOptions(tree), seen, said);
        foreach (var file in context.Options.AdditionalFiles)
            Look(context, provider.GetOptions(file), seen, said);
        foreach (var (place, line, why) in TaintModels.Invalid(context.Compilation, context.Options, context.CancellationToken))
            context.ReportDiagnostic(Declared.At(place, line, why, "a model's line is 'verb kind Namespace.Type.Member(port)'"));
    });

    private static void Look(CompilationAnalysisContext context, AnalyzerConfigOptions options, HashSet<AnalyzerConfigOptions> seen, HashSet<(string, string)> said)
    {
        // Files of the same sections share one object, so this is done once a section and not once a file.
        if (!seen.Add(options))
            return;
        foreach (var key in options.Keys)
        {
            if (!key.StartsWith(Prefix, StringComparison.Ordinal) || !options.TryGetValue(key, out var value) || !said.Add((key, value)))
                continue;
            var option = Settings.Find(key);
            if (option is null)
                context.ReportDiagnostic(Declared.At(Location.None, key, "there is no such setting", Nearest(key)));
            else if (!option.Accepts(value))
                context.ReportDiagnostic(Declared.At(Location.None, $"{key} = {value}", "the value can't be read", $"write {option.Allowed}; '{option.DefaultText}' holds"));
        }
    }

    private static string Nearest(string key)
    {
        var best = Settings.All.OrderBy(option => Distance(option.Key, key)).FirstOrDefault();
        return best is not null && Distance(best.Key, key) <= 4 ? $"did you mean '{best.Key}'?" : "each rule's page lists its settings";
    }

    /// <summary>Levenshtein's distance.</summary>
    private static int Distance(string left, string right)
    {
        var row = new int[right.Length + 1];
        for (var j = 0; j <= right.Length; j++)
            row[j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (left[i - 1] == right[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[right.Length];
    }
}
