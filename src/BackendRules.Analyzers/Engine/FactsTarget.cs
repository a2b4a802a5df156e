using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace BackendRules;

/// <summary>
/// Where a host that hands facts from project to project by itself wants them left: it puts one among the additional files, reads <see cref="Facts"/> when the
/// analysis is over, and gives them to the projects that reference this one as a file that ends in <see cref="Extension"/>.
/// </summary>
public sealed class FactsTarget : AdditionalText
{
    /// <summary>How files are called that hold facts.</summary>
    public const string Extension = ".taintfacts";

    /// <summary>The facts; empty when no rule asked for them.</summary>
    public string Facts { get; internal set; } = "";

    /// <summary>Whether the analyzers that a project references itself run too: only then is the word left to the SDK's.</summary>
    public bool RunsOthers { get; init; }

    public override string Path => "facts.target";

    public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From("", Encoding.UTF8);
}
