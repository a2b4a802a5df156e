using System.Xml.Linq;

namespace BackendRules.Workspaces;

/// <summary>Whether a project says that it is a package.</summary>
internal static class PackageMark
{
    public static bool Is(string? project)
    {
        if (project is null || !File.Exists(project))
            return false;
        try
        {
            var properties = XDocument.Load(project).Descendants().Where(static e => e.Parent?.Name.LocalName == "PropertyGroup").ToList();
            string? Value(string name) => properties.Find(e => e.Name.LocalName == name)?.Value.Trim();
            return !Says(Value("IsPackable"), "false") && (Says(Value("IsPackable"), "true") || Says(Value("GeneratePackageOnBuild"), "true") || Value("PackageId") is { Length: > 0 });
        }
        catch (System.Xml.XmlException)
        {
            return false;
        }
    }

    private static bool Says(string? value, string expected) => string.Equals(value, expected, StringComparison.OrdinalIgnoreCase);
}
