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

    /// <summary>Lines of a project's own models that can't be read, or that name nothing: where, which, and why.</summary>
    public static IEnumerable<(Location Place, string Line, string Why)> Invalid(Compilation compilation, AnalyzerOptions options, CancellationToken cancellation)
    {
        foreach (var file in options.AdditionalFiles)
        {
            if (!IsModel(file) || file.GetText(cancellation) is not { } text)
                continue;
            var models = Shipped.With([(file.Path, text.ToString())]);
            var errors = models.Errors.Select(static error => (error.Line, Why: error.Message))
                .Concat(models.Lines.Where(line => line.File == file.Path).Select(line => (line.Line, Why: ModelCheck.Unresolved(line, compilation)!)).Where(static pair => pair.Why is not null));
            foreach (var (number, why) in errors.OrderBy(static error => error.Item1))
            {
                var line = text.Lines[number - 1];
                yield return (Location.Create(file.Path, line.Span, text.Lines.GetLinePositionSpan(line.Span)), line.ToString().Trim(), why);
            }
        }
    }

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
