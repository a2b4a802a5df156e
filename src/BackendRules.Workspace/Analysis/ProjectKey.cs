using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.CodeAnalysis;

namespace BackendRules.Workspaces;

/// <summary>Everything that the findings of a project can depend on, as one value.</summary>
internal static class ProjectKey
{
    /// <param name="project">The project.</param>
    /// <param name="references">What the projects look like that it references; <see langword="null"/> for one that is none of ours.</param>
    /// <param name="cancellation">Stops.</param>
    public static async Task<string> OfAsync(Project project, IReadOnlyList<ProjectSurface?> references, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        // Options, references to packages, generators and the lists of files; not their content.
        Add(project.Version.ToString());
        foreach (var document in project.Documents.Concat(project.AdditionalDocuments).Concat(project.AnalyzerConfigDocuments))
        {
            Add(document.FilePath ?? document.Name);
            hash.AppendData((await document.GetTextAsync(cancellation).ConfigureAwait(false)).GetContentHash().AsSpan());
        }

        foreach (var reference in references)
            Add(reference?.Hash ?? "");
        // What the surface of a project with broken declarations doesn't say, its version does.
        if (references.Any(static r => r?.Declarations is null))
            Add((await project.GetDependentVersionAsync(cancellation).ConfigureAwait(false)).ToString());
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Add(string text) => hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{text.Length}:{text}")));
    }
}
