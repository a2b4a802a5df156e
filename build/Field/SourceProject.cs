using System.Xml.Linq;

namespace BackendRules.Build;

/// <summary>A project read from its file alone, for code whose packages can't be restored: its sources, settings and project references.</summary>
internal sealed class SourceProject
{
    private static readonly string[] s_testPackages = ["xunit", "xunit.v3", "NUnit", "MSTest", "MSTest.TestFramework", "TUnit", "Microsoft.NET.Test.Sdk", "Reqnroll.NUnit"];

    private readonly List<XElement> _documents;

    private SourceProject(string path, string root)
    {
        Path = path;
        Folder = System.IO.Path.GetDirectoryName(path)!;
        _documents = [Read(path)];
        for (var folder = Folder; folder is not null; folder = System.IO.Path.GetDirectoryName(folder))
        {
            foreach (var name in new[] { "Directory.Build.props", "Directory.Build.targets" })
            {
                if (File.Exists(System.IO.Path.Combine(folder, name)))
                    _documents.Add(Read(System.IO.Path.Combine(folder, name)));
            }

            if (folder == root)
                break;
        }
    }

    public string Path { get; }

    public string Folder { get; }

    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    public bool IsWeb => _documents[0].Attribute("Sdk")?.Value.Contains("Web", StringComparison.Ordinal) == true;

    /// <summary>What a file for many projects references on a condition is for some of them: then the name tells.</summary>
    public bool IsTest => Name.EndsWith(".Test", StringComparison.Ordinal) || Name.EndsWith(".Tests", StringComparison.Ordinal)
        || Items("PackageReference").Any(item => (_documents[0] == item.Document?.Root || item.Ancestors().All(static around => around.Attribute("Condition") is null))
            && s_testPackages.Contains(item.Attribute("Include")?.Value, StringComparer.OrdinalIgnoreCase));

    public bool ImplicitUsings => Property("ImplicitUsings") is "enable" or "true";

    public bool Nullable => Property("Nullable") == "enable";

    public bool IsExecutable => IsWeb || Property("OutputType") is "Exe" or "WinExe";

    public IEnumerable<string> Usings => Items("Using").Where(static item => item.Attribute("Static") is null && item.Attribute("Alias") is null)
        .Select(static item => item.Attribute("Include")?.Value).OfType<string>();

    public IEnumerable<string> References => Items("ProjectReference").Select(item => item.Attribute("Include")?.Value).OfType<string>()
        .Select(include => System.IO.Path.GetFullPath(System.IO.Path.Combine(Folder, include.Replace('\\', '/'))));

    /// <summary>All projects below a folder, those that others refer to first.</summary>
    public static IReadOnlyList<SourceProject> All(string root)
    {
        var projects = Directory.GetFiles(root, "*.csproj", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(path => new SourceProject(path, root)).ToDictionary(static project => project.Path);
        var ordered = new List<SourceProject>();
        var seen = new HashSet<string>();
        foreach (var project in projects.Values)
            Visit(project);
        return ordered;

        void Visit(SourceProject project)
        {
            if (!seen.Add(project.Path))
                return;
            foreach (var reference in project.References)
            {
                if (projects.TryGetValue(reference, out var below))
                    Visit(below);
            }

            ordered.Add(project);
        }
    }

    public IReadOnlyList<string> Sources() => Files(Folder).Where(static file => file.EndsWith(".cs", StringComparison.Ordinal)).ToArray();

    /// <summary>What the package's targets would hand over as additional files.</summary>
    public IReadOnlyList<string> Configuration() => Directory.GetFiles(Folder)
        .Where(static file => System.IO.Path.GetFileName(file) is var name
            && (name.StartsWith("appsettings", StringComparison.OrdinalIgnoreCase) && name.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
                || name.StartsWith(".env", StringComparison.Ordinal) || name.EndsWith(".config", StringComparison.OrdinalIgnoreCase) || name == "Dockerfile"))
        .Concat(File.Exists(System.IO.Path.Combine(Folder, "Properties", "launchSettings.json")) ? [System.IO.Path.Combine(Folder, "Properties", "launchSettings.json")] : [])
        .ToArray();

    private static IEnumerable<string> Files(string folder)
    {
        foreach (var file in Directory.GetFiles(folder))
            yield return file;
        foreach (var inner in Directory.GetDirectories(folder))
        {
            if (System.IO.Path.GetFileName(inner) is "bin" or "obj" or "node_modules" or ".git" || Directory.GetFiles(inner, "*.csproj").Length > 0)
                continue;
            foreach (var file in Files(inner))
                yield return file;
        }
    }

    private static XElement Read(string path)
    {
        var root = XDocument.Load(path).Root!;
        foreach (var element in root.DescendantsAndSelf())
            element.Name = element.Name.LocalName;
        return root;
    }

    private IEnumerable<XElement> Items(string name) => _documents.SelectMany(document => document.Descendants(name));

    private string? Property(string name) => Items(name).FirstOrDefault()?.Value;
}
