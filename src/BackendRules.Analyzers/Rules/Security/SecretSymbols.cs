using Microsoft.CodeAnalysis;

namespace BackendRules;

/// <summary>Parameters and properties of libraries that hold a secret: their own names say so, or this list does.</summary>
internal static class SecretSymbols
{
    private static readonly Dictionary<string, string> s_words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["password"] = "password",
        ["passwd"] = "password",
        ["pwd"] = "password",
        ["newPassword"] = "password",
        ["userPassword"] = "password",
        ["certificatePassword"] = "password",
        ["certPassword"] = "password",
        ["pfxPassword"] = "password",
        ["proxyPassword"] = "password",
        ["saslPassword"] = "password",
        ["sslKeyPassword"] = "password",
        ["sslKeystorePassword"] = "password",
        ["sslCertificatePassword"] = "password",
        ["keyPassword"] = "password",
        ["defaultPassword"] = "password",
        ["passphrase"] = "passphrase",
        ["clientSecret"] = "client secret",
        ["appSecret"] = "client secret",
        ["consumerSecret"] = "client secret",
        ["oAuthClientSecret"] = "client secret",
        ["apiKey"] = "API key",
        ["apiSecret"] = "API secret",
        ["subscriptionKey"] = "API key",
        ["secretKey"] = "secret key",
        ["awsSecretAccessKey"] = "secret key",
        ["secretAccessKey"] = "secret key",
        ["accessKeySecret"] = "secret key",
        ["accountKey"] = "account key",
        ["storageKey"] = "account key",
        ["sharedAccessKey"] = "shared access key",
        ["sharedKey"] = "shared key",
        ["sharedSecret"] = "shared secret",
        ["authKeyOrResourceToken"] = "account key",
        ["authToken"] = "token",
        ["secret"] = "secret",
        ["webhookSecret"] = "secret",
        ["signingSecret"] = "secret",
        ["endpointSecret"] = "secret",
    };

    private static readonly Dictionary<string, (string Parameter, string Word)> s_constructors = new(StringComparer.Ordinal)
    {
        ["AzureKeyCredential"] = ("key", "API key"),
        ["ApiKeyCredential"] = ("key", "API key"),
        ["AzureNamedKeyCredential"] = ("key", "account key"),
        ["AzureSasCredential"] = ("signature", "shared access signature"),
        ["ClientCredential"] = ("secret", "client secret"),
        ["Secret"] = ("value", "client secret"),
    };

    private static readonly string[] s_constructorTypes =
    [
        "Azure.AzureKeyCredential", "System.ClientModel.ApiKeyCredential", "Azure.AzureNamedKeyCredential", "Azure.AzureSasCredential",
        "Microsoft.IdentityModel.Clients.ActiveDirectory.ClientCredential", "Duende.IdentityServer.Models.Secret", "IdentityServer4.Models.Secret",
    ];

    /// <summary>What a parameter of a library holds, or null. The project's own parameters say nothing: their callers decide.</summary>
    public static string? Of(IParameterSymbol parameter, IAssemblySymbol own)
    {
        if (parameter.Type.SpecialType != SpecialType.System_String || SymbolEqualityComparer.Default.Equals(parameter.ContainingAssembly, own))
            return null;
        if (s_words.TryGetValue(parameter.Name, out var word))
            return word;
        return parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor, ContainingType: { } type }
            && s_constructors.TryGetValue(type.Name, out var known) && known.Parameter == parameter.Name && Array.Exists(s_constructorTypes, name => type.Is(name))
            ? known.Word
            : null;
    }

    /// <summary>What a property holds, or null: of a library's type, or of a type of settings, whose values are used as they are.</summary>
    public static string? Of(IPropertySymbol property, IAssemblySymbol own) =>
        property.Type.SpecialType == SpecialType.System_String && s_words.TryGetValue(property.Name, out var word)
        && (!SymbolEqualityComparer.Default.Equals(property.ContainingAssembly, own) || IsSettings(property.ContainingType)) && !property.ContainingType.IsOrInherits("System.Attribute")
            ? word
            : null;

    /// <summary>What a variable is called, when somebody compares it with a written text: a back door.</summary>
    public static string? Compared(ISymbol? symbol) => symbol is IParameterSymbol or IPropertySymbol or ILocalSymbol or IFieldSymbol && s_words.TryGetValue(symbol.Name.TrimStart('_'), out var word) ? word : null;

    private static bool IsSettings(INamedTypeSymbol type) =>
        type.Name.EndsWith("Options", StringComparison.Ordinal) || type.Name.EndsWith("Settings", StringComparison.Ordinal) || type.Name.EndsWith("Config", StringComparison.Ordinal) || type.Name.EndsWith("Configuration", StringComparison.Ordinal);
}
