using System.Text;
using Microsoft.CodeAnalysis;

namespace BackendRules.Workspaces;

/// <summary>
/// The files that the rules read beside sources. A project with the package gets those of its own folder from the package's targets; here every project gets them, and what composes containers, describes a
/// cluster or its machines, which lies above any project, is given to one.
/// </summary>
internal static class ConfigurationFiles
{
    /// <summary>Nobody writes so much configuration by hand.</summary>
    private const long Most = 4_000_000;

    private static readonly string[] s_skipped = ["bin", "obj", "node_modules", ".git", ".github", ".vs", ".idea", ".terraform", "artifacts", "TestResults"];
    private static readonly string[] s_beside = ["host.json", "local.settings.json", "secrets.json", ".env", "dockerfile", "endpoints.shipped.txt", "endpoints.unshipped.txt"];
    private static readonly string[] s_testFrameworks = ["xunit.core", "xunit.v3.core", "nunit.framework", "Microsoft.VisualStudio.TestPlatform.TestFramework", "MSTest.TestFramework", "TUnit.Core"];

    /// <summary>The solution with these files as additional documents; each once, and none that is there already.</summary>
    public static Solution Added(Solution solution, Confinement root)
    {
        var projects = solution.Projects.Where(static p => p.Language == LanguageNames.CSharp && p.FilePath is not null).OrderBy(static p => p.FilePath, StringComparer.Ordinal).ToList();
        if (projects.Count == 0)
            return solution;
        foreach (var file in Candidates(root).Where(IsRead).Where(file => !IgnoredFiles.Contain(file, root)))
        {
            if (Owner(file, projects) is not { } owner || solution.GetDocumentIdsWithFilePath(file).Length > 0)
                continue;
            solution = With(solution, owner.Id, file);
            foreach (var settings in SettingsFor(file, root))
            {
                // The driver applies severities to sources only; the rule reads these itself.
                if (!solution.GetProject(owner.Id)!.AdditionalDocuments.Any(d => d.FilePath == settings))
                    solution = With(solution, owner.Id, settings);
            }
        }

        return solution;
    }

    /// <summary>Every file that may be one of them, by its name alone.</summary>
    public static IEnumerable<string> Candidates(Confinement root) => Below(root.Root, 0);

    private static IEnumerable<string> Below(string folder, int depth)
    {
        // Links are left out: they may lead out of the root, or in a circle.
        var options = new EnumerationOptions { IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.System };
        foreach (var file in Directory.EnumerateFiles(folder, "*", options).Order(StringComparer.Ordinal))
        {
            if (IsBeside(file) || IsAbove(Path.GetFileName(file)))
                yield return file;
        }

        if (depth > 12)
            yield break;
        foreach (var below in Directory.EnumerateDirectories(folder, "*", options).Order(StringComparer.Ordinal))
        {
            if (s_skipped.Contains(Path.GetFileName(below), StringComparer.OrdinalIgnoreCase))
                continue;
            foreach (var file in Below(below, depth + 1))
                yield return file;
        }
    }

    /// <summary>What the package's targets take from a project's folder.</summary>
    private static bool IsBeside(string file)
    {
        var name = Path.GetFileName(file).ToLowerInvariant();
        var folder = Path.GetFileName(Path.GetDirectoryName(file));
        return name.StartsWith("appsettings", StringComparison.Ordinal) && name.EndsWith(".json", StringComparison.Ordinal)
            || s_beside.Contains(name, StringComparer.Ordinal) || name.EndsWith(".config", StringComparison.Ordinal) || name.StartsWith(".env.", StringComparison.Ordinal) || name.EndsWith(".taint", StringComparison.Ordinal)
            || name == "launchsettings.json" && folder == "Properties" || name.EndsWith(".pubxml", StringComparison.Ordinal) && folder == "PublishProfiles";
    }

    private static bool IsAbove(string name) => Path.GetExtension(name).ToLowerInvariant() is ".yml" or ".yaml" or ".tf" or ".tfvars";

    private static bool IsRead(string file)
    {
        var info = new FileInfo(file);
        if (!info.Exists || info.Length > Most || PlainFile.IsOther(file))
            return false;
        return Path.GetExtension(file).ToLowerInvariant() is not (".yml" or ".yaml") || Path.GetFileName(file).Contains("compose", StringComparison.OrdinalIgnoreCase) || IsManifest(file);
    }

    /// <summary>Other YAML is a pipeline, a contract or data.</summary>
    private static bool IsManifest(string file)
    {
        try
        {
            var (hasVersion, hasKind) = (false, false);
            foreach (var line in File.ReadLines(file).Take(400))
            {
                hasVersion |= line.StartsWith("apiVersion:", StringComparison.Ordinal);
                hasKind |= line.StartsWith("kind:", StringComparison.Ordinal);
            }

            return hasVersion && hasKind;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The project in whose folder a file lies; for what is above all of them, the first that holds no tests.</summary>
    private static Project? Owner(string file, IReadOnlyList<Project> projects)
    {
        var own = projects.Where(p => file.StartsWith(Path.GetDirectoryName(p.FilePath!) + Path.DirectorySeparatorChar, StringComparison.Ordinal)).MaxBy(static p => Path.GetDirectoryName(p.FilePath!)!.Length);
        if (IsAbove(Path.GetFileName(file)))
            return own is not null && !HoldsTests(own) ? own : projects.FirstOrDefault(static p => !HoldsTests(p)) ?? own ?? projects[0];
        // Elsewhere in a project these names are templates, resources or another program's.
        var folder = Path.GetDirectoryName(file)!;
        return own is null ? Path.GetFileName(file).StartsWith(".env", StringComparison.Ordinal) ? projects.FirstOrDefault(static p => !HoldsTests(p)) : null
            : folder == Path.GetDirectoryName(own.FilePath!) || Path.GetFileName(folder) is "Properties" or "PublishProfiles" ? own : null;
    }

    private static bool HoldsTests(Project project) => project.AssemblyName.EndsWith("Tests", StringComparison.Ordinal) || project.MetadataReferences.Any(static r => s_testFrameworks.Contains(Path.GetFileNameWithoutExtension(r.Display), StringComparer.Ordinal));

    private static IEnumerable<string> SettingsFor(string file, Confinement root) =>
        root.Above(file).Select(static folder => Path.Combine(folder, ".editorconfig")).Where(settings => File.Exists(settings) && root.Contains(settings));

    private static Solution With(Solution solution, ProjectId owner, string file) =>
        solution.AddAdditionalDocument(DocumentInfo.Create(DocumentId.CreateNewId(owner), Path.GetFileName(file), loader: new FileTextLoader(file, Encoding.UTF8), filePath: file));
}
