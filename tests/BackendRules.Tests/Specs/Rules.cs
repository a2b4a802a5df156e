using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BackendRules.Tests;

/// <summary>The checks and fixes by rule id, found in the assemblies themselves, so that a new rule is tested before anything is generated.</summary>
internal static class Rules
{
    public static IReadOnlyDictionary<string, Check> Checks { get; } = Instances<Check>(typeof(Check).Assembly)
        .ToDictionary(static check => check.Rule.Id);

    private static readonly ILookup<string, CodeFixProvider> s_fixes = Instances<CodeFixProvider>(typeof(RuleFix).Assembly)
        .SelectMany(static fix => fix.FixableDiagnosticIds.Select(id => (id, fix))).ToLookup(static pair => pair.id, static pair => pair.fix);

    public static IEnumerable<CodeFixProvider> Fixes(string id) => s_fixes[id];

    /// <summary>The text after the first repair that is offered, or null.</summary>
    public static async Task<string?> RepairedAsync(Document document, Diagnostic finding)
    {
        var actions = new List<CodeAction>();
        foreach (var fix in Fixes(finding.Id))
            await fix.RegisterCodeFixesAsync(new CodeFixContext(document, finding, (action, _) => actions.Add(action), CancellationToken.None));
        if (actions.Count == 0)
            return null;
        foreach (var operation in await actions[0].GetOperationsAsync(CancellationToken.None))
        {
            if (operation is ApplyChangesOperation changes)
                return (await changes.ChangedSolution.GetDocument(document.Id)!.GetTextAsync()).ToString();
        }

        return null;
    }

    public static DiagnosticAnalyzer Analyzer(string id) => new RuleAnalyzer(Checks[id]);

    private static IEnumerable<T> Instances<T>(Assembly assembly) => assembly.GetTypes()
        .Where(static type => typeof(T).IsAssignableFrom(type) && type is { IsAbstract: false } && type.GetConstructor(Type.EmptyTypes) is not null)
        .Select(static type => (T)Activator.CreateInstance(type)!);
}
