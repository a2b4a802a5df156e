using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace BackendRules;

/// <summary>Reads the credential from configuration or the environment.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class ProviderCredentialFix : MovedSecretFix
{
    public ProviderCredentialFix()
        : base("BR2001")
    {
    }
}
