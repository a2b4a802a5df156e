using System.Text.Json;
using BackendRules.Workspaces;

namespace BackendRules.Bridge;

/// <summary>GitLab's Code Quality report.</summary>
internal static class GitlabFormat
{
    public static string Write(FormatContext context) => JsonSerializer.Serialize(
        context.Run.Findings.Where(static f => f.Suppressed is null).Select(static f => new
        {
            Description = f.Message,
            check_name = f.RuleId,
            Fingerprint = f.Fingerprints.Primary,
            Severity = f.Level switch { "error" => "critical", "warning" => "major", _ => "minor" },
            Location = new { Path = f.Location.File, Lines = new { Begin = f.Location.Line, End = f.Location.EndLine } },
        }),
        Json.Indented) + "\n";
}
