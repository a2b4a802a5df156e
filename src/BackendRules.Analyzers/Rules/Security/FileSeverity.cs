using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BackendRules;

/// <summary>
/// What <c>.editorconfig</c> says of a rule in an additional file. The driver applies severities of sections to source only, and hands them to nobody; our targets
/// pass the files themselves, and they are read here.
/// </summary>
internal sealed class FileSeverity
{
    private static readonly FileSeverity s_default = new(null);

    private readonly string? _word;

    private FileSeverity(string? word) => _word = word;

    public bool IsOff => _word == "none";

    public static FileSeverity Of(AdditionalFileAnalysisContext context, string id)
    {
        var key = $"dotnet_diagnostic.{id}.severity";
        string? word = null;
        var path = context.AdditionalFile.Path.Replace('\\', '/');
        foreach (var settings in context.Options.AdditionalFiles.Where(static file => IsEditorConfig(file.Path)).OrderBy(static file => file.Path.Length))
        {
            var folder = settings.Path.Replace('\\', '/');
            folder = folder.Substring(0, folder.LastIndexOf('/') + 1);
            if (!path.StartsWith(folder, StringComparison.Ordinal) || settings.GetText(context.CancellationToken)?.ToString() is not { } text)
                continue;
            var sections = EditorConfigSections.Read(text);
            if (sections.IsRoot)
                word = null;
            word = sections.Value(path.Substring(folder.Length), key) ?? word;
        }

        return word is null or "default" ? s_default : new FileSeverity(word);
    }

    public DiagnosticSeverity Or(DiagnosticSeverity severity) => _word switch
    {
        "error" => DiagnosticSeverity.Error,
        "warning" => DiagnosticSeverity.Warning,
        "suggestion" or "info" => DiagnosticSeverity.Info,
        "silent" or "refactoring" => DiagnosticSeverity.Hidden,
        _ => severity,
    };

    private static bool IsEditorConfig(string path) => path.EndsWith("/.editorconfig", StringComparison.Ordinal) || path.EndsWith("\\.editorconfig", StringComparison.Ordinal);
}
