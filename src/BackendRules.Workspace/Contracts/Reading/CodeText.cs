using System.Collections.Immutable;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace BackendRules.Workspaces;

/// <summary>A file of a project that says what the contract or the schema is, but is no C#.</summary>
/// <param name="Name">The path below the project's folder: the same in two copies of the tree.</param>
/// <param name="Path">Where it is.</param>
/// <param name="Text">What it says.</param>
public sealed record CodeText(string Name, string Path, string Text)
{
    private const int MaxLength = 2 << 20;

    /// <summary>Whether a file is one of those.</summary>
    public static bool Wants(string path) => System.IO.Path.GetExtension(path).ToLowerInvariant() is ".proto" or ".graphql" or ".graphqls" or ".gql" or ".sql" or ".cshtml" || System.IO.Path.GetFileName(path) == "host.json" || ApiDescriptions.IsNamed(path) || ProxyRoutes.IsNamed(path) || LambdaTemplate.IsNamed(path);

    /// <summary>The files of a project.</summary>
    /// <param name="project">The project.</param>
    /// <param name="asTheyWere">By full path, files that had another text: null for those that were not there.</param>
    internal static ImmutableArray<CodeText> Of(Project project, IReadOnlyDictionary<string, string?>? asTheyWere)
    {
        if (System.IO.Path.GetDirectoryName(project.FilePath) is not { Length: > 0 } folder || !Directory.Exists(folder))
            return [];
        var clients = Clients(project.FilePath!, folder);
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in Files(folder).Where(path => !clients.Contains(path)))
        {
            if (asTheyWere is not null && asTheyWere.TryGetValue(path, out var was))
            {
                if (was is not null)
                    all[path] = was;
            }
            else if (new FileInfo(path) is { Length: < MaxLength } && !PlainFile.IsOther(path))
            {
                all[path] = File.ReadAllText(path);
            }
        }

        foreach (var (path, was) in asTheyWere ?? new Dictionary<string, string?>())
        {
            if (was is not null && path.StartsWith(folder + System.IO.Path.DirectorySeparatorChar, StringComparison.Ordinal) && Wants(path) && !clients.Contains(path))
                all[path] = was;
        }

        return [.. all.Select(pair => new CodeText(System.IO.Path.GetRelativePath(folder, pair.Key).Replace('\\', '/'), pair.Key.Replace('\\', '/'), pair.Value))];
    }

    private static IEnumerable<string> Files(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder).Where(Wants))
            yield return file;
        foreach (var inner in Directory.EnumerateDirectories(folder))
        {
            // A folder with a project of its own belongs to that one; links lead anywhere.
            if (System.IO.Path.GetFileName(inner) is "bin" or "obj" or "node_modules" or ".git" || new DirectoryInfo(inner).LinkTarget is not null || Directory.EnumerateFiles(inner, "*.csproj").Any())
                continue;
            foreach (var file in Files(inner))
                yield return file;
        }
    }

    /// <summary>Files that only describe services of others.</summary>
    private static HashSet<string> Clients(string project, string folder)
    {
        var clients = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            foreach (var item in XDocument.Load(project).Descendants().Where(static e => e.Name.LocalName is "Protobuf" or "OpenApiReference"))
            {
                if ((item.Name.LocalName == "OpenApiReference" || (string?)item.Attribute("GrpcServices") is "Client" or "None") && (string?)item.Attribute("Include") is { } include && !include.Contains('*', StringComparison.Ordinal))
                    clients.Add(System.IO.Path.GetFullPath(include.Replace('\\', '/'), folder));
            }
        }
        catch (System.Xml.XmlException)
        {
            // The build says so, louder.
        }

        return clients;
    }
}
