using System.Xml;
using System.Xml.Linq;

namespace BackendRules.Workspaces;

/// <summary>Reads project files as they are written: properties and packages, without evaluating anything.</summary>
internal static class ProjectText
{
    private static readonly char[] s_separators = [';', ',', ' ', '\n', '\t'];

    /// <summary>The properties.</summary>
    public static IEnumerable<(string Name, string Value, int Line)> Settings(string? xml) =>
        Root(xml)?.Descendants().Where(static e => e.Parent?.Name.LocalName == "PropertyGroup").Select(static e => (e.Name.LocalName, e.Value.Trim(), ((IXmlLineInfo)e).LineNumber)) ?? [];

    /// <summary>The packages with the versions that stand there.</summary>
    public static IEnumerable<(string Name, string? Version, int Line)> Packages(string? xml) =>
        Root(xml)?.Descendants().Where(static e => e.Name.LocalName is "PackageReference" or "PackageVersion" or "GlobalPackageReference")
            .Select(static e => (
                Name: (string?)e.Attribute("Include") ?? (string?)e.Attribute("Update") ?? "",
                Version: (string?)e.Attribute("Version") ?? (string?)e.Attribute("VersionOverride") ?? e.Elements().FirstOrDefault(static c => c.Name.LocalName == "Version")?.Value.Trim(),
                ((IXmlLineInfo)e).LineNumber))
            .Where(static p => p.Name.Length > 0) ?? [];

    /// <summary>Whether a text that is there can be read.</summary>
    public static bool IsReadable(string? xml) => xml is null || Root(xml) is not null;

    /// <summary>The ids in a list such as that of <c>NoWarn</c>.</summary>
    public static IEnumerable<string> Ids(string list) =>
        list.Split(s_separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(static id => !id.StartsWith('$'));

    private static XElement? Root(string? xml)
    {
        if (xml is null)
            return null;
        try
        {
            using var reader = XmlReader.Create(new StringReader(xml), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            return XDocument.Load(reader, LoadOptions.SetLineInfo).Root;
        }
        catch (XmlException)
        {
            return null;
        }
    }
}
