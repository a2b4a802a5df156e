using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BackendRules;

/// <summary>The rules that speak while typing.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LiveAnalyzer : BackendAnalyzer
{
    public LiveAnalyzer()
        : base(Catalog.Live())
    {
    }
}
