using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BackendRules.Workspaces;

/// <summary>A project as the extractors see it.</summary>
/// <param name="Name">The project's name, without the target framework.</param>
/// <param name="Compilation">Its compilation.</param>
/// <param name="Options">Its settings.</param>
/// <param name="Below">The projects that it refers to, directly or not.</param>
public sealed record CodePart(string Name, Compilation Compilation, AnalyzerOptions Options, ImmutableArray<CodePart> Below)
{
    /// <summary>Other files that say what the contract is: <c>.proto</c>, <c>.graphql</c>, <c>.sql</c>, pages, the host's settings, OpenAPI documents.</summary>
    public ImmutableArray<CodeText> Texts { get; init; } = [];

    /// <summary>Whether others compile against it: it is packed.</summary>
    public bool IsPackage { get; init; }

    /// <summary>Whether it runs by itself.</summary>
    public bool IsApplication => Compilation.Options.OutputKind is OutputKind.ConsoleApplication or OutputKind.WindowsApplication;

    /// <summary>The projects of a solution, tests left out; of a project for several frameworks, one.</summary>
    /// <param name="solution">The solution.</param>
    /// <param name="cancellation">Stops.</param>
    /// <param name="asTheyWere">Files on disk that had another text in this revision, by full path: null for those that were not there.</param>
    public static async Task<IReadOnlyList<CodePart>> OfAsync(Solution solution, CancellationToken cancellation = default, IReadOnlyDictionary<string, string?>? asTheyWere = null)
    {
        var parts = new Dictionary<ProjectId, CodePart>();
        var files = new Dictionary<string, CodePart>(StringComparer.Ordinal);
        foreach (var id in solution.GetProjectDependencyGraph().GetTopologicallySortedProjects(cancellation))
        {
            if (solution.GetProject(id) is not { Language: LanguageNames.CSharp } project
                || await project.GetCompilationAsync(cancellation).ConfigureAwait(false) is not { } compilation
                || ProjectKind.Of(compilation, project.AnalyzerOptions, cancellation).IsTest)
                continue;
            var below = project.ProjectReferences.Select(reference => parts.GetValueOrDefault(reference.ProjectId)).OfType<CodePart>()
                .SelectMany(static part => part.Below.Prepend(part)).Distinct().ToImmutableArray();
            var part = new CodePart(NameOf(project), compilation, project.AnalyzerOptions, below) { Texts = CodeText.Of(project, asTheyWere), IsPackage = PackageMark.Is(project.FilePath) };
            parts[id] = part;
            files[project.FilePath ?? project.Name] = part;
        }

        return [.. files.Values];
    }

    /// <inheritdoc/>
    public bool Equals(CodePart? other) => other is not null && ReferenceEquals(Compilation, other.Compilation);

    /// <inheritdoc/>
    public override int GetHashCode() => Compilation.GetHashCode();

    private static string NameOf(Project project) =>
        project.FilePath is { Length: > 0 } file ? Path.GetFileNameWithoutExtension(file) : project.Name;
}
