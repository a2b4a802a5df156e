using Microsoft.CodeAnalysis;

namespace BackendRules;

/// <summary>
/// What must not stand in a log in plain text: by attribute first, then by type, then by whole words of a member's name (OWASP Logging Cheat Sheet,
/// "Data to exclude"). The last words decide, so that <c>PasswordLength</c>, <c>TokenType</c> and <c>PublicKeyToken</c> are not sensitive.
/// </summary>
internal static class SensitiveData
{
    private static readonly string[] s_attributes =
    [
        "Microsoft.Extensions.Compliance.Classification.DataClassificationAttribute", "Microsoft.AspNetCore.Identity.PersonalDataAttribute",
        "Destructurama.Attributed.NotLoggedAttribute", "Destructurama.Attributed.LogMaskedAttribute",
    ];

    private static readonly string[] s_types =
    [
        "System.Security.SecureString", "System.Net.NetworkCredential", "Microsoft.IdentityModel.Tokens.SecurityToken", "Microsoft.IdentityModel.Tokens.SecurityKey",
    ];

    /// <summary>Endings, in lower case without separators, with what they are.</summary>
    private static readonly (string[] Words, string What)[] s_names =
    [
        (["password"], "a password"), (["passwd"], "a password"), (["pwd"], "a password"), (["passphrase"], "a password"), (["pass", "phrase"], "a password"),
        (["secret"], "a secret"), (["api", "key"], "a key"), (["apikey"], "a key"), (["secret", "key"], "a key"), (["private", "key"], "a key"), (["signing", "key"], "a key"), (["access", "key"], "a key"),
        (["encryption", "key"], "a key"), (["access", "token"], "a token"), (["refresh", "token"], "a token"), (["id", "token"], "a token"), (["auth", "token"], "a token"), (["bearer", "token"], "a token"),
        (["jwt", "token"], "a token"), (["session", "token"], "a token"), (["reset", "token"], "a token"), (["security", "token"], "a token"), (["api", "token"], "a token"), (["jwt"], "a token"),
        (["connection", "string"], "a connection string"), (["otp"], "a one-time code"), (["cvv"], "card data"), (["cvc"], "card data"), (["card", "number"], "card data"), (["card", "pan"], "card data"), (["pan"], "card data"),
        (["iban"], "an account number"), (["ssn"], "a national identity number"), (["social", "security", "number"], "a national identity number"), (["national", "id"], "a national identity number"),
        (["passport", "number"], "a passport number"), (["date", "of", "birth"], "a date of birth"), (["birth", "date"], "a date of birth"), (["authorization"], "an authorization header"),
        (["authorization", "header"], "an authorization header"), (["set", "cookie"], "a cookie"),
    ];

    /// <summary>In words, what a member or variable holds that must not be logged; null when nothing speaks for it.</summary>
    public static string? Kind(ISymbol symbol, ITypeSymbol? type)
    {
        // Who did it belongs into a log; ASP.NET Core marks the name because an account's owner may ask for it.
        if (symbol is { Name: "UserName" or "NormalizedUserName", ContainingType: { } holder } && holder.Is("Microsoft.AspNetCore.Identity.IdentityUser`1"))
            return null;
        foreach (var attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass is { } said && (said.Name is "SensitiveDataAttribute" or "SensitiveAttribute" || Array.Exists(s_attributes, name => said.IsOrInherits(name))))
                return "marked as sensitive";
        }

        if (type is null)
            return null;
        if (Array.Exists(s_types, name => type.IsOrInherits(name)))
            return "a credential";
        return CanHold(type) ? Kind(symbol.Name) : null;
    }

    /// <summary>In words, what a name says it holds; null when it says nothing of the kind.</summary>
    public static string? Kind(string name)
    {
        // Most names are sorted out by their last letter or two before anything is split.
        if (name.Length < 3)
            return null;
        var words = SecretWords.Split(name);
        foreach (var (ending, what) in s_names)
        {
            if (Ends(words, ending))
                return what;
        }

        return null;
    }

    /// <summary>A public property of the type, or of a type that it holds, that must not be logged.</summary>
    public static (IPropertySymbol Member, string What)? Within(ITypeSymbol? type, int depth = 2)
    {
        if (type is not INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct, SpecialType: SpecialType.None } named || depth == 0
            || named.ContainingNamespace is { Name: "System" } or { ContainingNamespace.Name: "System" })
            return null;
        foreach (var current in named.WithBases())
        {
            foreach (var member in current.GetMembers())
            {
                if (member is not IPropertySymbol { IsStatic: false, DeclaredAccessibility: Accessibility.Public, GetMethod: not null, IsIndexer: false } property || IsMasked(property))
                    continue;
                if (Kind(property, property.Type) is { } what)
                    return (property, what);
                if (Within(property.Type, depth - 1) is { } inner)
                    return inner;
            }
        }

        return null;
    }

    private static bool IsMasked(IPropertySymbol property) =>
        property.HasAttribute("Destructurama.Attributed.NotLoggedAttribute") || property.HasAttribute("Destructurama.Attributed.LogMaskedAttribute");

    /// <summary>Text, bytes and dates; a flag, a count or a kind gives nothing away.</summary>
    private static bool CanHold(ITypeSymbol type) => type.SpecialType is SpecialType.System_String or SpecialType.System_Object or SpecialType.System_DateTime
        || type is IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte or SpecialType.System_Char }
        || type.Is("Microsoft.Extensions.Primitives.StringValues") || type.Is("System.DateOnly") || type.Is("System.DateTimeOffset")
        || type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T && CanHold(((INamedTypeSymbol)type).TypeArguments[0]);

    private static bool Ends(List<string> words, string[] ending)
    {
        if (words.Count < ending.Length)
            return false;
        for (var i = 0; i < ending.Length; i++)
        {
            if (!string.Equals(words[words.Count - ending.Length + i], ending[i], StringComparison.OrdinalIgnoreCase))
                return false;
        }

        return true;
    }
}
