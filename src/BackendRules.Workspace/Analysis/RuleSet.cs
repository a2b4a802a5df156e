using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BackendRules.Workspaces;

/// <summary>The analyzers and fixes of this package, as found in its assemblies.</summary>
public static class RuleSet
{
    private static readonly Lazy<ImmutableArray<DiagnosticAnalyzer>> s_analyzers = new(static () => [.. Instances<DiagnosticAnalyzer>(typeof(LiveAnalyzer).Assembly).Where(static analyzer => analyzer is not DiagnosticSuppressor)]);
    private static readonly Lazy<ImmutableArray<CodeFixProvider>> s_fixes = new(static () => [.. Instances<CodeFixProvider>(typeof(RuleFix).Assembly)]);
    private static readonly Lazy<ImmutableHashSet<string>> s_fixable = new(static () => [.. Fixes.SelectMany(static f => f.FixableDiagnosticIds)]);
    private static readonly Lazy<ImmutableSortedDictionary<string, Rule>> s_rules = new(static () =>
        Catalog.All().Select(static check => check.Rule).ToImmutableSortedDictionary(static rule => rule.Id, static rule => rule, StringComparer.Ordinal));

    /// <summary>The analyzers.</summary>
    public static ImmutableArray<DiagnosticAnalyzer> Analyzers => s_analyzers.Value;

    /// <summary>The fixes.</summary>
    public static ImmutableArray<CodeFixProvider> Fixes => s_fixes.Value;

    /// <summary>The rules by id.</summary>
    public static ImmutableSortedDictionary<string, Rule> Rules => s_rules.Value;

    /// <summary>The version of the rules.</summary>
    public static string Version { get; } = (typeof(LiveAnalyzer).Assembly.GetName().Version ?? new Version(0, 0)).ToString(3);

    /// <summary>Ours and those that a project references itself, without a second copy of ours.</summary>
    internal static ImmutableArray<DiagnosticAnalyzer> With(Project project) =>
    [
        .. Analyzers,
        .. project.AnalyzerReferences.Where(static r => !Path.GetFileName(r.FullPath ?? "").StartsWith("BackendRules.", StringComparison.OrdinalIgnoreCase)).SelectMany(static r => r.GetAnalyzers(LanguageNames.CSharp)),
    ];

    /// <summary>Whether a fix is offered for a rule.</summary>
    public static bool CanFix(string ruleId) => s_fixable.Value.Contains(ruleId);

    private static IEnumerable<T> Instances<T>(System.Reflection.Assembly assembly) => assembly.GetTypes()
        .Where(static type => type is { IsAbstract: false } && typeof(T).IsAssignableFrom(type) && type.GetConstructor(Type.EmptyTypes) is not null)
        .OrderBy(static type => type.FullName, StringComparer.Ordinal)
        .Select(static type => (T)Activator.CreateInstance(type)!);
}
