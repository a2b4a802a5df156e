using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;

namespace BackendRules.Tests;

/// <summary>Runs one case: first what is seen against what is wanted, by line and message; then the library's own checks of the same findings.</summary>
internal static class SpecRunner
{
    /// <summary>What a web project imports by itself.</summary>
    public static readonly string[] ImplicitUsings =
    [
        "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Net.Http.Json", "System.Threading", "System.Threading.Tasks",
        "Microsoft.AspNetCore.Builder", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Http", "Microsoft.AspNetCore.Routing", "Microsoft.Extensions.Configuration",
        "Microsoft.Extensions.DependencyInjection", "Microsoft.Extensions.Hosting", "Microsoft.Extensions.Logging",
    ];

    private static readonly string s_usings = string.Join('\n', ImplicitUsings.Select(static name => $"global using {name};"));

    public static async Task Run(Case @case)
    {
        if (@case.NeedsLatest && RoslynIsOld)
            return;
        var rule = Rules.Checks[@case.RuleId].Rule;
        var test = Test(@case);
        Fill(test.TestState, @case, @case.Files);
        var seen = await test.See(test.TestState);
        var expected = Compare(@case, @case.Files, seen);
        if (@case.Flow is { } flow)
            FlowBlock.Check(@case, flow, seen);
        test.TestState.ExpectedDiagnostics.AddRange(expected);
        // A suppression and a generated-code check make the library analyse twice more: where there are findings they can fail, elsewhere they can't.
        test.TestBehaviors = expected.Any() ? TestBehaviors.None : TestBehaviors.SkipGeneratedCodeCheck | TestBehaviors.SkipSuppressionCheck;
        if (@case.Files.Any(static file => !file.IsSource && file.Wants.Count > 0) || rule.EndOnly || rule.AtEnd)
            test.TestBehaviors |= TestBehaviors.SkipSuppressionCheck;
        if (!expected.Any())
            return;
        await Repair(@case, rule, test, seen);
        await Named(@case, () => test.RunAsync());
    }

    /// <summary>What an editor would show of the case.</summary>
    public static async Task<int> CountLive(Case @case)
    {
        var test = Test(@case);
        Fill(test.TestState, @case, @case.Files);
        return (await test.SeeLive(test.TestState)).Length;
    }

    /// <summary>Everything that the analyzer says of a text, for the examples of a rule's page.</summary>
    public static async Task<ImmutableArray<Diagnostic>> See(Case @case)
    {
        var test = Test(@case);
        Fill(test.TestState, @case, @case.Files);
        return await test.See(test.TestState);
    }

    private static bool RoslynIsOld => typeof(Compilation).Assembly.GetName().Version!.Major < 5;

    private static SpecTest Test(Case @case)
    {
        var analyzer = Rules.Analyzer(@case.RuleId);
        var output = @case.Files.Any(static file => file.IsSource && TopLevel.In(file.Text)) ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary;
        return new SpecTest(analyzer, Rules.Fixes(@case.RuleId), output) { ReferenceAssemblies = new ReferenceAssemblies("net10.0") };
    }

    private static void Fill(ProjectState state, Case @case, IEnumerable<SpecFile> files)
    {
        foreach (var file in files)
        {
            if (file.IsSource)
                state.Sources.Add((file.Name.Contains('/') ? file.Name : "/0/" + file.Name, file.Text));
            else
                state.AdditionalFiles.Add((file.Name.StartsWith('/') ? file.Name : "/0/" + file.Name, file.Text));
        }

        state.Sources.Add(("/0/Usings.cs", s_usings));
        state.OutputKind = files.Any(static file => file.IsSource && TopLevel.In(file.Text)) ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary;
        // The library's default settings end with this file, so that options of a case win.
        if (@case.EditorConfig is { } text)
            state.AnalyzerConfigFiles.Add(("/.editorconfig", text.StartsWith("root", StringComparison.Ordinal) || text.StartsWith("is_global", StringComparison.Ordinal) ? text : "root = true\n" + text));
        if (Rules.Checks[@case.RuleId].Rule.Level == Level.Off && @case.EditorConfig?.Contains($"dotnet_diagnostic.{@case.RuleId}", StringComparison.Ordinal) != true)
            state.AnalyzerConfigFiles.Add(("/0/on.globalconfig", $"is_global = true\ndotnet_diagnostic.{@case.RuleId}.severity = warning\n"));
    }

    private static IEnumerable<DiagnosticResult> Compare(Case @case, IReadOnlyList<SpecFile> files, ImmutableArray<Diagnostic> seen)
    {
        var results = new List<DiagnosticResult>();
        var left = seen.ToList();
        var missing = new List<string>();
        foreach (var file in files)
        {
            foreach (var want in file.Wants)
            {
                var found = left.Find(diagnostic => Answers(@case, file, want, diagnostic));
                if (found is null)
                {
                    missing.Add($"{Repository.Relative(@case.Page)}:{want.PageLine}: wanted {want}, not seen");
                    continue;
                }

                left.Remove(found);
                var span = found.Location.GetLineSpan();
                results.Add(new DiagnosticResult(found.Id, found.Severity).WithSpan(span.Path, span.Span.Start.Line + 1, span.Span.Start.Character + 1,
                    span.Span.End.Line + 1, span.Span.End.Character + 1).WithOptions(DiagnosticOptions.IgnoreAdditionalLocations));
            }
        }

        var extra = left.Select(diagnostic => Describe(@case, files, diagnostic));
        var wrong = missing.Concat(extra).ToArray();
        Assert.True(wrong.Length == 0, $"{@case.Place}: {@case.Heading}\n" + string.Join('\n', wrong));
        return results;
    }

    private static bool Answers(Case @case, SpecFile file, Want want, Diagnostic diagnostic)
    {
        var span = diagnostic.Location.GetLineSpan();
        return diagnostic.Id == (want.Id ?? @case.RuleId)
            && span.StartLinePosition.Line == want.Line
            && Path.GetFileName(span.Path) == Path.GetFileName(file.Name)
            && (want.Text is null || diagnostic.GetMessage().Contains(want.Text, StringComparison.Ordinal))
            && (want.Columns is not var (start, end) || (span.StartLinePosition.Character, span.EndLinePosition.Character) == (start, end));
    }

    private static string Describe(Case @case, IReadOnlyList<SpecFile> files, Diagnostic diagnostic)
    {
        var span = diagnostic.Location.GetLineSpan();
        var file = files.FirstOrDefault(file => Path.GetFileName(file.Name) == Path.GetFileName(span.Path));
        var line = file is null ? 0 : file.PageLine + span.StartLinePosition.Line - file.Shift;
        return $"{Repository.Relative(@case.Page)}:~{line}: not wanted {diagnostic.Id} \"{diagnostic.GetMessage()}\" at {span}";
    }

    private static async Task Repair(Case @case, Rule rule, SpecTest test, ImmutableArray<Diagnostic> seen)
    {
        if (rule.AtEnd || rule.EndOnly)
            test.CodeFixTestBehaviors |= CodeFixTestBehaviors.SkipLocalDiagnosticCheck;
        if (@case.NoFix)
        {
            test.FixedState.InheritanceMode = StateInheritanceMode.AutoInheritAll;
            return;
        }

        if (@case.Fixed is null && @case.FixedFiles.Count == 0)
        {
            test.SkipsFixes = true;
            return;
        }

        var repaired = @case.Files.Select(file => @case.FixedFiles.FirstOrDefault(f => f.Name == file.Name) ?? (file.Name == "Spec.cs" ? @case.Fixed ?? file with { Wants = [] } : file with { Wants = file.Wants })).ToList();
        repaired.AddRange(@case.FixedFiles.Where(f => @case.Files.All(file => file.Name != f.Name)));
        test.FixedState.InheritanceMode = StateInheritanceMode.Explicit;
        Fill(test.FixedState, @case, repaired);
        test.FixedState.ExpectedDiagnostics.AddRange(Compare(@case, repaired, await test.See(test.FixedState)));
        test.CodeActionIndex = @case.FixIndex;
        test.BatchFixedState.InheritanceMode = StateInheritanceMode.AutoInherit;
        if (seen.Length > 1)
            test.NumberOfIncrementalIterations = -seen.Length * 2;
    }

    private static async Task Named(Case @case, Func<Task> run)
    {
        try
        {
            await run();
        }
        catch (Exception failure) when (failure is InvalidOperationException or Xunit.Sdk.XunitException)
        {
            Assert.Fail($"{@case.Place}: {@case.Heading}\n{failure.Message}");
        }
    }
}
