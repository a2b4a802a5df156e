using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR2017: a cookie that scripts can read or that travels in clear text.</summary>
public sealed class InsecureCookie : Check
{
    internal static readonly Rule Declared = new(
        "BR2017",
        nameof(InsecureCookie),
        "Cookies that matter are secure and hidden from scripts",
        "{0}; {1}",
        Level.Warning)
    {
        Profile = ["SB1"],
        Cwe = [614, 1004, 1275],
        Owasp = ["API8"],
        Asvs = ["3.3.1", "3.3.2", "3.3.4"],
    };

    /// <summary>The property that carries the settings to add, separated by commas.</summary>
    internal const string Lacks = "lacks";

    private static readonly Members s_append = new("Microsoft.AspNetCore.Http.IResponseCookies.Append");

    private static readonly string[] s_secret = ["session", "sess", "sid", "auth", "token", "jwt", "refresh", "access", "identity", "login", "ticket", "bearer"];
    private static readonly string[] s_open = ["xsrf", "csrf", "antiforgery", "consent", "culture", "lang", "locale", "theme", "timezone"];

    public InsecureCookie()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => known.Has("Microsoft.AspNetCore.Http.CookieOptions");

    public override void Start(Watch watch)
    {
        watch.Operation(OperationKind.SimpleAssignment, Set);
        watch.Call(s_append, Append);
    }

    private static void Set(OperationAnalysisContext context)
    {
        var assignment = (ISimpleAssignmentOperation)context.Operation;
        if (assignment.Target is not IPropertyReferenceOperation { Property: { } property } target || !IsCookie(property.ContainingType) || EnvironmentGate.Covers(assignment))
            return;
        var isFalse = LocalValues.Bare(assignment.Value).ConstantValue is { HasValue: true, Value: false };
        switch (property.Name)
        {
            case "Secure" when isFalse:
            case "SecurePolicy" or "Secure" when Field(assignment.Value) is "None" && LocalValues.Bare(assignment.Value).Type?.Name == "CookieSecurePolicy":
                Report(context, assignment, $"'{assignment.Syntax}' lets the cookie travel in clear text", "send it over HTTPS only");
                break;
            case "HttpOnly" when isFalse && !IsForScripts(assignment):
            case "HttpOnly" when Field(assignment.Value) is "None" && LocalValues.Bare(assignment.Value).Type?.Name == "HttpOnlyPolicy":
                Report(context, assignment, $"'{assignment.Syntax}' lets every script of the page read the cookie", "hide it from scripts");
                break;
            case "SameSite" when Field(assignment.Value) == "None" && !IsSecured(assignment, target):
                Report(context, assignment, "'SameSite = None' without 'Secure' is refused by browsers, and sends the cookie along with requests of other sites", "set 'Secure' too, or use 'Lax'");
                break;
        }
    }

    private static void Append(OperationAnalysisContext context, IInvocationOperation call)
    {
        if (call.Arguments.Length < 2 || LocalValues.Resolve(call.Arguments[0].Value).ConstantValue is not { HasValue: true, Value: string name }
            || !Has(name, s_secret) || Has(name, s_open) || EnvironmentGate.Covers(call))
            return;
        if (call.Arguments.Length == 2)
        {
            Missing(context, call, name, "HttpOnly,Secure");
            return;
        }

        if (call.Arguments.Length != 3 || LocalValues.Resolve(call.Arguments[2].Value) is not IObjectCreationOperation options)
            return;
        var lacks = new List<string>();
        foreach (var setting in new[] { "HttpOnly", "Secure" })
        {
            // Of 'None' without 'Secure' the initialiser's own finding speaks.
            if (!Sets(options, setting, call) && !(setting == "Secure" && IsSameSiteNone(options)))
                lacks.Add(setting);
        }

        if (lacks.Count > 0 && !IsClearing(options))
            Missing(context, call, name, string.Join(",", lacks));
    }

    private static void Missing(OperationAnalysisContext context, IInvocationOperation call, string name, string lacks) =>
        context.ReportDiagnostic(Declared.At(call.Syntax.GetLocation(), ImmutableDictionary<string, string?>.Empty.Add(Lacks, lacks),
            $"The cookie '{name}' is set without '{lacks.Replace(",", "' and '")}'", "whoever reads it is the user"));

    private static void Report(OperationAnalysisContext context, IOperation place, string what, string way) =>
        context.ReportDiagnostic(Declared.At(place.Syntax.GetLocation(), what, way));

    private static bool IsCookie(INamedTypeSymbol type) =>
        type.IsOrInherits("Microsoft.AspNetCore.Http.CookieBuilder") || type.Is("Microsoft.AspNetCore.Http.CookieOptions") || type.Is("Microsoft.AspNetCore.Builder.CookiePolicyOptions")
        || type.Is("System.Net.Cookie");

    private static string? Field(IOperation value) => LocalValues.Bare(value) is IFieldReferenceOperation { Field: { IsStatic: true } field } ? field.Name : null;

    /// <summary>Scripts read it on purpose: the token of antiforgery, consent, language.</summary>
    private static bool IsForScripts(IOperation assignment)
    {
        for (IOperation current = assignment; current.Parent is { } parent; current = parent)
        {
            if (parent is IInvocationOperation call && (call.TargetMethod.Name == "AddAntiforgery" || call.Arguments.Length > 0 && IsOpen(call.Arguments[0].Value)))
                return true;
            if (parent is IAnonymousFunctionOperation { Symbol.Parameters: { Length: > 0 } parameters } && parameters[0].Type.Name == "AntiforgeryOptions")
                return true;
            if (parent is IObjectOrCollectionInitializerOperation initializer && initializer.Initializers.Any(static i =>
                i is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "Name" }, Value.ConstantValue: { HasValue: true, Value: string own } } && Has(own, s_open)))
                return true;
            if (parent is IVariableDeclaratorOperation declarator && AppendsOpen(declarator))
                return true;
        }

        return false;
    }

    private static bool AppendsOpen(IVariableDeclaratorOperation declarator) => LocalValues.Root(declarator).DescendantsAndSelf().Any(operation =>
        operation is IInvocationOperation { TargetMethod.Name: "Append", Arguments: { Length: 3 } arguments } && LocalValues.Named(arguments[2].Value) is ILocalSymbol local
        && SymbolEqualityComparer.Default.Equals(local, declarator.Symbol) && IsOpen(arguments[0].Value));

    /// <summary>Told by the name, or by what holds it: <c>CookieRequestCultureProvider.DefaultCookieName</c> is no constant.</summary>
    private static bool IsOpen(IOperation cookie)
    {
        cookie = LocalValues.Resolve(cookie);
        return cookie.ConstantValue is { HasValue: true, Value: string name } ? Has(name, s_open)
            : cookie is IFieldReferenceOperation { Field: { IsStatic: true } field } && (Has(field.Name, s_open) || Has(field.ContainingType.Name, s_open));
    }

    /// <summary>The same initialiser or block also demands HTTPS.</summary>
    private static bool IsSecured(ISimpleAssignmentOperation assignment, IPropertyReferenceOperation target)
    {
        if (target.Property.ContainingType.Is("Microsoft.AspNetCore.Builder.CookiePolicyOptions") || target.Property.Name == "MinimumSameSitePolicy")
            return true;
        IOperation around = assignment.Parent is IObjectOrCollectionInitializerOperation initializer ? initializer : LocalValues.Root(assignment);
        foreach (var operation in around.DescendantsAndSelf())
        {
            if (operation is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "Secure" or "SecurePolicy" } } other
                && LocalValues.Bare(other.Value).ConstantValue is not { HasValue: true, Value: false } && Field(other.Value) != "None")
                return true;
        }

        return false;
    }

    private static bool Sets(IObjectCreationOperation options, string setting, IInvocationOperation call)
    {
        if (options.Initializer is { } initializer && initializer.Initializers.Any(i => i is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation target } && target.Property.Name == setting))
            return true;
        return call.Arguments[2].Value is not IObjectCreationOperation && LocalValues.Root(call).DescendantsAndSelf().Any(operation =>
            operation is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Instance: ILocalReferenceOperation } target } && target.Property.Name == setting && IsCookie(target.Property.ContainingType));
    }

    private static bool IsSameSiteNone(IObjectCreationOperation options) => options.Initializer is { } initializer && initializer.Initializers.Any(static i =>
        i is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "SameSite" } } set && Field(set.Value) == "None");

    /// <summary>A cookie that expires at once holds nothing.</summary>
    private static bool IsClearing(IObjectCreationOperation options) => options.Initializer is { } initializer && initializer.Initializers.Any(static i =>
        i is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "Expires" } } expires && expires.Value.Syntax.ToString() is var text && (text.Contains("-1") || text.Contains("UnixEpoch") || text.Contains("MinValue")));

    /// <summary>One of the words stands in the name.</summary>
    private static bool Has(string name, string[] words) => Array.Exists(words, word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);
}
