using System.Collections.Immutable;
using BackendRules.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BackendRules;

/// <summary>The models that ship with the package, and those that a project adds as <c>*.taint</c> additional files.</summary>
internal static class TaintModels
{
    private static readonly Lazy<ModelSet> s_shipped = new(static () => ModelSet.Read(Files()));

    public static ModelSet Shipped => s_shipped.Value;

    /// <summary>The shipped files, by name.</summary>
    public static IEnumerable<(string File, string Text)> Files()
    {
        var assembly = typeof(TaintModels).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(static name => name.EndsWith(".taint", StringComparison.Ordinal)).OrderBy(static name => name, StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return (name, reader.ReadToEnd());
        }
    }

    public static bool IsModel(AdditionalText file) => file.Path.EndsWith(".taint", StringComparison.OrdinalIgnoreCase);

    /// <summary>The models of a project.</summary>
    public static ModelSet Of(AnalyzerOptions options, CancellationToken cancellation)
    {
        var own = ImmutableArray.CreateBuilder<(string, string)>();
        foreach (var file in options.AdditionalFiles)
        {
            if (IsModel(file) && file.GetText(cancellation) is { } text)
                own.Add((file.Path, text.ToString()));
        }

        return own.Count == 0 ? Shipped : Shipped.With(own.OrderBy(static file => file.Item1, StringComparer.Ordinal));
    }
}
