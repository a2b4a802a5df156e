using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BackendRules;

/// <summary>
/// The rules that may need the whole compilation before they speak. A host of its own: editors skip analyzers with an end action in
/// open files, and must not skip <see cref="LiveAnalyzer"/> with them.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class WholeAnalyzer : BackendAnalyzer
{
    public WholeAnalyzer()
        : base(Catalog.Whole())
    {
    }
}
