using System.Text.Json;

namespace BackendRules.Build;

/// <summary>A finding as the compiler logs it in SARIF.</summary>
/// <param name="File">Relative to the folder that was built, with slashes.</param>
internal sealed record Finding(string Id, string Level, string File, int Line, int Column, int EndLine, int EndColumn, string Message)
{
    public override string ToString() => $"{Id} {Level} {File}({Line},{Column}): {Message}";

    /// <summary>What the rules of this package say in a SARIF log, in the order of files and lines; suppressed results are left out.</summary>
    public static IReadOnlyList<Finding> Read(string sarif, string folder)
    {
        using var log = JsonDocument.Parse(System.IO.File.ReadAllText(sarif));
        var findings = new List<Finding>();
        foreach (var run in log.RootElement.GetProperty("runs").EnumerateArray())
        {
            foreach (var result in run.GetProperty("results").EnumerateArray())
            {
                var id = result.GetProperty("ruleId").GetString()!;
                var level = result.TryGetProperty("level", out var said) ? said.GetString()! : "warning";
                if (!(id.StartsWith("BR", StringComparison.Ordinal) || id == "AD0001") || level == "none" || result.TryGetProperty("suppressions", out _))
                    continue;
                findings.Add(Read(id, level, result, folder));
            }
        }

        return findings.Distinct().OrderBy(static f => f.File, StringComparer.Ordinal).ThenBy(static f => f.Line).ThenBy(static f => f.Column)
            .ThenBy(static f => f.Id, StringComparer.Ordinal).ToArray();
    }

    private static Finding Read(string id, string level, JsonElement result, string folder)
    {
        var message = result.GetProperty("message").GetProperty("text").GetString()!;
        if (!result.TryGetProperty("locations", out var locations) || locations.GetArrayLength() == 0)
            return new Finding(id, level, "", 0, 0, 0, 0, message);
        var place = locations[0].GetProperty("physicalLocation");
        var region = place.GetProperty("region");
        var path = new Uri(place.GetProperty("artifactLocation").GetProperty("uri").GetString()!, UriKind.RelativeOrAbsolute);
        var file = path.IsAbsoluteUri ? Path.GetRelativePath(folder, path.LocalPath) : Uri.UnescapeDataString(path.ToString());
        return new Finding(id, level, file.Replace('\\', '/'), Number("startLine", 1), Number("startColumn", 1), Number("endLine", 0), Number("endColumn", 0), message);

        int Number(string name, int fallback) => region.TryGetProperty(name, out var value) ? value.GetInt32() : fallback;
    }
}
