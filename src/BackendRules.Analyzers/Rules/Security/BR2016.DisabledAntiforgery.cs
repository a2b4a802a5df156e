using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR2016: a form that another site can send in a user's name.</summary>
public sealed class DisabledAntiforgery : Check
{
    internal static readonly Rule Declared = new(
        "BR2016",
        nameof(DisabledAntiforgery),
        "Forms of users who sign in with a cookie are protected against forgery",
        "'{0}' lets another site send this form in a signed-in user's name; {1}",
        Level.Warning)
    {
        Profile = ["CR1"],
        Cwe = [352],
        Owasp = ["A01"],
        Asvs = ["3.5.1"],
        EndOnly = true,
    };

    private static readonly Members s_disable = new("Microsoft.AspNetCore.Builder.RoutingEndpointConventionBuilderExtensions.DisableAntiforgery");

    private static readonly string[] s_cookies = ["AddCookie", "AddIdentity", "AddDefaultIdentity", "AddIdentityCookies", "AddIdentityApiEndpoints", "AddMicrosoftIdentityWebApp", "AddOpenIdConnect", "AddApplicationCookie", "AddAntiforgery", "UseAntiforgery"];

    public DisabledAntiforgery()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => known.Has("Microsoft.AspNetCore.Http.HttpContext");

    public override void Start(Watch watch)
    {
        var (cookies, bearer) = (new ConcurrentBag<bool>(), new ConcurrentBag<bool>());
        var everywhere = new ConcurrentBag<bool>();
        var found = new ConcurrentBag<(Location Place, string Name)>();
        watch.Operation(OperationKind.Invocation, context =>
        {
            var call = (IInvocationOperation)context.Operation;
            var name = call.TargetMethod.Name;
            if (name == "AddAuthentication" && call.Arguments.Any(static a => LocalValues.Bare(a.Value).ConstantValue is { HasValue: true, Value: "Bearer" }))
                bearer.Add(true);
            else if (Array.IndexOf(s_cookies, name) >= 0)
                cookies.Add(true);
            else if (name is "Add" or "AddService" && AddsFilter(call))
                everywhere.Add(true);
            else if (s_disable.Contain(call.TargetMethod) && call.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access })
                found.Add((access.Name.GetLocation(), name));
        });
        watch.Node(SyntaxKind.Attribute, context =>
        {
            var attribute = (AttributeSyntax)context.Node;
            // Who validates tokens somewhere has cookies to protect.
            if (attribute.Name.ToString() is var written && (written.IndexOf("AutoValidateAntiforgeryToken", StringComparison.Ordinal) >= 0 || written.IndexOf("ValidateAntiForgeryToken", StringComparison.Ordinal) >= 0))
                cookies.Add(true);
            if (attribute.Name.ToString().IndexOf("IgnoreAntiforgeryToken", StringComparison.Ordinal) >= 0 && !IsHarmless(context, attribute))
                found.Add((attribute.GetLocation(), "IgnoreAntiforgeryToken"));
        });
        watch.End(context =>
        {
            if (cookies.IsEmpty && everywhere.IsEmpty || !bearer.IsEmpty)
                return;
            foreach (var (place, name) in found)
                context.ReportDiagnostic(Declared.At(place, name, "take it out"));
            if (!everywhere.IsEmpty)
                return;
            foreach (var site in ControllerEndpoints.Of(context.Compilation, context.CancellationToken).All)
                Form(context, site);
        });
    }

    /// <summary>A filter for all actions: <c>options.Filters.Add(new AutoValidateAntiforgeryTokenAttribute())</c>, by type or by type argument.</summary>
    private static bool AddsFilter(IInvocationOperation call)
    {
        if (call.TargetMethod.TypeArguments is [{ } added])
            return Validates(added);
        if (call.Arguments.Length != 1)
            return false;
        var value = LocalValues.Bare(call.Arguments[0].Value);
        return Validates(value is ITypeOfOperation type ? type.TypeOperand : value.Type);
    }

    private static bool Validates(ITypeSymbol? type) =>
        type.IsOrInherits("Microsoft.AspNetCore.Mvc.AutoValidateAntiforgeryTokenAttribute") || type.IsOrInherits("Microsoft.AspNetCore.Mvc.ValidateAntiForgeryTokenAttribute");

    /// <summary>An action of an API controller that takes a form: the framework checks nothing there by itself.</summary>
    private static void Form(CompilationAnalysisContext context, EndpointSite site)
    {
        if (site.Endpoint.Verb is not ("POST" or "PUT" or "PATCH" or "DELETE") || !site.Endpoint.Parameters.Any(static p => p.Binding == Binding.Form) || site.Endpoint.Access.Rule == AccessRule.Anonymous
            || site.Handler is not { ContainingType: { } type } action || !type.HasAttribute("Microsoft.AspNetCore.Mvc.ApiControllerAttribute") || !site.Location.IsInSource)
            return;
        if (Says(action) || type.WithBases().Any(Says) || NamesOtherSchemes(action))
            return;
        context.ReportDiagnostic(Declared.At(site.Location, action.Name, "demand the token with '[RequireAntiforgeryToken]'"));
    }

    private static bool Says(ISymbol symbol) => symbol.GetAttributes().Any(static a => a.AttributeClass?.Name.IndexOf("Antiforgery", StringComparison.OrdinalIgnoreCase) >= 0);

    /// <summary>Whether everything that lets a caller in names schemes, and none of them a cookie: a browser sends no key or token by itself.</summary>
    private static bool NamesOtherSchemes(ISymbol action)
    {
        var schemes = action.GetAttributes().Concat(action.ContainingType.WithBases().SelectMany(static type => type.GetAttributes()))
            .Where(static attribute => attribute.AttributeClass.IsOrInherits("Microsoft.AspNetCore.Authorization.AuthorizeAttribute"))
            .Select(static attribute => attribute.NamedArguments.FirstOrDefault(static named => named.Key == "AuthenticationSchemes").Value.Value as string)
            .Where(static named => !string.IsNullOrEmpty(named)).ToArray();
        return schemes.Length > 0 && !schemes.Any(static named => named!.IndexOf("cookie", StringComparison.OrdinalIgnoreCase) >= 0 || named.IndexOf("identity.", StringComparison.OrdinalIgnoreCase) >= 0);
    }

    private static readonly string[] s_reading = ["HttpGetAttribute", "HttpHeadAttribute", "HttpOptionsAttribute"];

    /// <summary>Whether no token is asked of an action anyway, or a caller isn't known there: it is only read, or it is open.</summary>
    private static bool AsksNobody(ISymbol member)
    {
        var attributes = member.GetAttributes();
        var verbs = attributes.Where(static attribute => attribute.AttributeClass.IsOrInherits("Microsoft.AspNetCore.Mvc.Routing.HttpMethodAttribute")).ToArray();
        return verbs.Length > 0 && verbs.All(static verb => Array.IndexOf(s_reading, verb.AttributeClass!.Name) >= 0)
            || attributes.Any(static attribute => attribute.AttributeClass.IsOrInherits("Microsoft.AspNetCore.Authorization.AllowAnonymousAttribute"));
    }

    /// <summary>Error pages write nothing, and what API controllers read as JSON no form can send.</summary>
    private static bool IsHarmless(SyntaxNodeAnalysisContext context, AttributeSyntax attribute)
    {
        var member = attribute.FirstAncestorOrSelf<MemberDeclarationSyntax>();
        var symbol = member is null ? null : context.SemanticModel.GetDeclaredSymbol(member, context.CancellationToken);
        var type = symbol as INamedTypeSymbol ?? symbol?.ContainingType;
        return type is null || SecretWords.Split(type.Name).Contains("Error") || type.HasAttribute("Microsoft.AspNetCore.Mvc.ApiControllerAttribute")
            || AsksNobody(symbol!) || symbol is IMethodSymbol && NamesOtherSchemes(symbol);
    }
}
