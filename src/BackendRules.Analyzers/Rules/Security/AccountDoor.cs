using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BackendRules;

/// <summary>Endpoints for people who are not signed in yet: sign-in, registration, a forgotten password. To require authorization there would lock everybody out.</summary>
internal static class AccountDoor
{
    // Whole segments of a route, or names of actions, without separators.
    private static readonly HashSet<string> s_words = new(StringComparer.OrdinalIgnoreCase)
    {
        "login", "logon", "signin", "signup", "register", "registration", "authenticate", "token", "refresh", "refreshtoken", "externallogin", "forgotpassword", "resetpassword",
        "confirmemail", "verifyemail", "resendconfirmationemail", "activate", "logout", "signout",
    };

    public static bool Is(EndpointSite site, CancellationToken cancellation)
    {
        foreach (var segment in site.Endpoint.Route.Split('/'))
        {
            if (s_words.Contains(Word(segment)))
                return true;
        }

        if (site.Handler is not { } handler)
            return false;
        if (s_words.Contains(Word(handler.Name)))
            return true;
        return handler.DeclaringSyntaxReferences.Length > 0 && handler.DeclaringSyntaxReferences[0].GetSyntax(cancellation).DescendantNodes().OfType<SimpleNameSyntax>()
            .Any(static name => name.Identifier.ValueText is "PasswordSignInAsync" or "CheckPasswordAsync" or "CheckPasswordSignInAsync" or "VerifyHashedPassword");
    }

    private static string Word(string text)
    {
        var word = text.Replace("-", "").Replace("_", "");
        return word.EndsWith("Async", StringComparison.Ordinal) ? word.Substring(0, word.Length - "Async".Length) : word;
    }
}
