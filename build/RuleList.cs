using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BackendRules.Build;

/// <summary>The rules as the assembly declares them, whether or not the generated catalogue knows them yet.</summary>
internal static class RuleList
{
    public static IReadOnlyList<Check> Checks { get; } = typeof(Check).Assembly.GetTypes()
        .Where(static type => typeof(Check).IsAssignableFrom(type) && type is { IsAbstract: false } && type.GetConstructor(Type.EmptyTypes) is not null)
        .Select(static type => (Check)Activator.CreateInstance(type)!)
        .OrderBy(static check => check.Rule.Id, StringComparer.Ordinal)
        .ToArray();

    public static IReadOnlyList<Rule> All { get; } = Checks.Select(static check => check.Rule).ToArray();

    /// <summary>The analyzers of the package, made anew.</summary>
    public static ImmutableArray<DiagnosticAnalyzer> Analyzers() => typeof(LiveAnalyzer).Assembly.GetTypes().Where(static type => typeof(DiagnosticAnalyzer).IsAssignableFrom(type) && !type.IsAbstract)
        .Select(static type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!).ToImmutableArray();

    /// <summary>Rules that have a code fix.</summary>
    public static IReadOnlySet<string> Fixable { get; } = typeof(RuleFix).Assembly.GetTypes()
        .Where(static type => typeof(Microsoft.CodeAnalysis.CodeFixes.CodeFixProvider).IsAssignableFrom(type) && !type.IsAbstract)
        .SelectMany(static type => ((Microsoft.CodeAnalysis.CodeFixes.CodeFixProvider)Activator.CreateInstance(type)!).FixableDiagnosticIds)
        .ToHashSet(StringComparer.Ordinal);

    public static string Word(Level level) => level switch { Level.Off => "off", Level.Hidden => "hidden", Level.Info => "info", Level.Warning => "warning", _ => "error" };

    /// <summary>When it speaks: while typing, when the build ends, or both.</summary>
    public static string Live(Rule rule) => rule.EndOnly ? "build" : rule.AtEnd ? "live, build" : "live";
}
