using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace BackendRules.Workspaces;

/// <summary>A file of a project as the inventory of endpoints reads it, where the build doesn't hand it to analyzers.</summary>
internal sealed class MarkupFile(CodeText file) : AdditionalText
{
    public override string Path => file.Path;

    public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(file.Text);

    /// <summary>The settings of a project with its pages and its host's settings among the files.</summary>
    public static AnalyzerOptions With(CodePart part)
    {
        // The host's settings of the revision come first; pages are those that the build knows, and the others.
        var known = part.Options.AdditionalFiles.Select(static file => file.Path.Replace('\\', '/')).ToHashSet(StringComparer.Ordinal);
        var hosts = part.Texts.Where(static text => System.IO.Path.GetFileName(text.Path) == "host.json").Select(static AdditionalText (text) => new MarkupFile(text));
        var pages = part.Texts.Where(text => text.Path.EndsWith(".cshtml", StringComparison.OrdinalIgnoreCase) && !known.Contains(text.Path)).Select(static AdditionalText (text) => new MarkupFile(text));
        return new AnalyzerOptions([.. hosts, .. part.Options.AdditionalFiles, .. pages], part.Options.AnalyzerConfigOptionsProvider);
    }
}
