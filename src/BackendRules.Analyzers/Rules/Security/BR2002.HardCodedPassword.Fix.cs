using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace BackendRules;

/// <summary>Reads the password or the connection string from configuration or the environment.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class HardCodedPasswordFix : MovedSecretFix
{
    public HardCodedPasswordFix()
        : base("BR2002")
    {
    }
}
