using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;
using Microsoft.CodeAnalysis.Testing.Model;

namespace BackendRules.Tests;

/// <summary>A case as a test of Microsoft.CodeAnalysis.Testing, with references from this project's own packages.</summary>
internal sealed class SpecTest(DiagnosticAnalyzer analyzer, IEnumerable<CodeFixProvider> fixes, OutputKind output) : CodeFixTest<DefaultVerifier>
{
    /// <summary>A case without a repaired block says nothing about fixes.</summary>
    public bool SkipsFixes { get; set; }

    public override string Language => LanguageNames.CSharp;

    public override Type SyntaxKindType => typeof(SyntaxKind);

    protected override string DefaultFileExt => "cs";

    /// <summary>What the analyzer and the compiler say of the case, before the library checks anything.</summary>
    public async Task<ImmutableArray<Diagnostic>> See(ProjectState state)
    {
        var project = await Project(state);
        var compilation = (await project.GetCompilationAsync())!;
        var errors = compilation.GetDiagnostics().Where(static d => d.Severity == DiagnosticSeverity.Error);
        var findings = await compilation.WithAnalyzers(ImmutableArray.Create(analyzer), Options(project)).GetAnalyzerDiagnosticsAsync();
        return errors.Concat(findings).ToImmutableArray();
    }

    /// <summary>What an editor would show: every document asked for on its own.</summary>
    public async Task<ImmutableArray<Diagnostic>> SeeLive(ProjectState state)
    {
        var project = await Project(state);
        var driver = (await project.GetCompilationAsync())!.WithAnalyzers(ImmutableArray.Create(analyzer), Options(project));
        var all = new List<Diagnostic>();
        foreach (var tree in driver.Compilation.SyntaxTrees)
        {
            all.AddRange(await driver.GetAnalyzerSemanticDiagnosticsAsync(driver.Compilation.GetSemanticModel(tree), null, default));
            all.AddRange(await driver.GetAnalyzerSyntaxDiagnosticsAsync(tree, default));
        }

        foreach (var file in project.AnalyzerOptions.AdditionalFiles)
            all.AddRange((await driver.GetAnalysisResultAsync(file, default)).GetAllDiagnostics());
        return all.ToImmutableArray();
    }

    protected override IEnumerable<DiagnosticAnalyzer> GetDiagnosticAnalyzers() => [analyzer];

    protected override IEnumerable<CodeFixProvider> GetCodeFixProviders() => SkipsFixes ? [] : fixes;

    protected override CompilationOptions CreateCompilationOptions() =>
        new CSharpCompilationOptions(output, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable);

    protected override ParseOptions CreateParseOptions() => new CSharpParseOptions(LanguageVersion.Latest, DocumentationMode.Diagnose);

    protected override async Task<Project> CreateProjectImplAsync(
        EvaluatedProjectState primary, ImmutableArray<EvaluatedProjectState> others, CancellationToken cancellationToken) =>
        // In one step: the library adds references one at a time, each a new solution.
        (await base.CreateProjectImplAsync(primary, others, cancellationToken)).WithMetadataReferences(LibraryReferences.All);

    private static CompilationWithAnalyzersOptions Options(Project project) =>
        new(project.AnalyzerOptions, null, concurrentAnalysis: false, logAnalyzerExecutionTime: false, reportSuppressedDiagnostics: false);

    private Task<Project> Project(ProjectState state) =>
        CreateProjectAsync(new EvaluatedProjectState(state, ReferenceAssemblies), ImmutableArray<EvaluatedProjectState>.Empty, default);
}
