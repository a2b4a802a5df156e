using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BackendRules;

/// <summary>BR2014: an endpoint about which nobody has said who may call it.</summary>
public sealed class UndecidedEndpoint : Check
{
    internal static readonly Rule Declared = new(
        "BR2014",
        nameof(UndecidedEndpoint),
        "Every endpoint says who may call it",
        "Anybody may call '{0}': neither it nor its group, its controller or a fallback policy says who; require authorization, or write down that it is open",
        Level.Warning)
    {
        Profile = ["CR1"],
        Cwe = [862, 306],
        Owasp = ["API5", "API1"],
        Asvs = ["8.2.1"],
        EndOnly = true,
    };

    /// <summary>The property that tells an action from a page and from a mapped endpoint.</summary>
    internal const string Style = "style";

    /// <summary>The property of an endpoint that has to be open.</summary>
    internal const string Door = "door";

    private static readonly System.Collections.Immutable.ImmutableDictionary<string, string?> s_none = System.Collections.Immutable.ImmutableDictionary<string, string?>.Empty;

    private static readonly DiagnosticDescriptor s_reads = Declared.Saying(
        "Anybody may call '{0}': neither it nor its group, its controller or a fallback policy says who; require authorization, or write down that it is open", Level.Info);

    private static readonly DiagnosticDescriptor s_open = Declared.Saying("This application changes data for whoever asks, '{0}' for one: no authentication is set up; add it, or keep the application behind something that has it", Level.Info);

    private static readonly DiagnosticDescriptor s_door = Declared.Saying("'{0}' is open, as a door for those who are not signed in has to be; write it down with 'AllowAnonymous', so that nobody wonders and a fallback policy can be added", Level.Info);

    private static readonly Members s_identity = new(
        "Microsoft.Extensions.DependencyInjection.AuthenticationServiceCollectionExtensions.AddAuthentication", "Microsoft.AspNetCore.Builder.AuthAppBuilderExtensions.UseAuthentication",
        "Microsoft.AspNetCore.Builder.AuthorizationAppBuilderExtensions.UseAuthorization", "Microsoft.Extensions.DependencyInjection.IdentityServiceCollectionExtensions.{AddIdentity,AddIdentityApiEndpoints}");

    private static readonly Members s_build = new("Microsoft.AspNetCore.Builder.WebApplicationBuilder.Build");

    private static readonly string[] s_public =
        ["health", "healthz", "healthcheck", "healthchecks", "live", "livez", "liveness", "ready", "readyz", "readiness", "alive", "ping", "metrics", "openapi", "swagger", ".well-known", "error", "version", "favicon.ico"];

    private static readonly string[] s_guards = ["Auth", "ApiKey", "Permission", "Signature", "Token", "Secur", "Hmac", "Access"];

    public UndecidedEndpoint()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => known.Has("Microsoft.AspNetCore.Routing.IEndpointRouteBuilder");

    public override void Start(Watch watch)
    {
        var inventory = EndpointInventory.Of(watch);
        var identity = new ConcurrentBag<bool>();
        var builds = new ConcurrentBag<Location>();
        watch.Call(s_identity, (_, _) => identity.Add(true));
        watch.Call(s_build, (_, call) => builds.Add(call.Syntax.GetLocation()));
        watch.End(context =>
        {
            var sites = inventory.Read(context.Compilation, context.CancellationToken);
            var undecided = sites.Where(site => site.Endpoint.Access.Rule == AccessRule.Unsaid && site.Endpoint.Style != EndpointStyle.Lambda && !site.HasUnknownGroup && !IsPublic(site.Endpoint) && !IsHarmless(site, context.CancellationToken) && !IsGuarded(site, context.CancellationToken)).ToArray();
            if (identity.IsEmpty && !sites.Any(static site => site.Endpoint.Access.Rule == AccessRule.Authorized))
            {
                var write = undecided.FirstOrDefault(static site => Writes(site.Endpoint));
                if (write is not null && builds.OrderBy(static b => b.SourceTree?.FilePath, StringComparer.Ordinal).ThenBy(static b => b.SourceSpan.Start).FirstOrDefault() is { } build)
                    context.ReportDiagnostic(Diagnostic.Create(s_open, build, write.Endpoint.ToString()));
                return;
            }

            var said = new HashSet<Location>();
            foreach (var site in undecided.OrderBy(static site => Writes(site.Endpoint) ? 0 : 1))
            {
                // The handlers of a page share what its class says.
                if (!site.Location.IsInSource || !said.Add(site.Endpoint.Style == EndpointStyle.Page && site.Owner is { Locations: [var page, ..] } ? page : site.Location))
                    continue;
                var door = AccountDoor.Is(site, context.CancellationToken);
                var properties = s_none.Add(Style, site.Endpoint.Style switch { EndpointStyle.Action => "action", EndpointStyle.Page => "page", _ => "map" });
                context.ReportDiagnostic(Diagnostic.Create(door ? s_door : Writes(site.Endpoint) ? Declared.Descriptor : s_reads, site.Location, door ? properties.Add(Door, "") : properties, site.Endpoint.ToString()));
            }
        });
    }

    private static bool Writes(Endpoint endpoint) => endpoint.Style is EndpointStyle.Hub or EndpointStyle.Grpc || endpoint.Verb is "POST" or "PUT" or "PATCH" or "DELETE";

    /// <summary>Health, descriptions and the like are meant for everybody.</summary>
    private static bool IsPublic(Endpoint endpoint)
    {
        foreach (var segment in endpoint.Route.Split('/'))
        {
            // The pages of an exception handler: '/error', '/error-development', '/error/404'.
            if (Array.Exists(s_public, word => string.Equals(word, segment, StringComparison.OrdinalIgnoreCase)) || segment.StartsWith("error-", StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    /// <summary>Mapped in development only, or nothing but a way to a fixed address.</summary>
    private static bool IsHarmless(EndpointSite site, CancellationToken cancellation)
    {
        if (site.Location.SourceTree is { } tree && tree.GetRoot(cancellation).FindNode(site.Location.SourceSpan).Ancestors().OfType<IfStatementSyntax>()
            .Any(static choice => choice.Condition is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "IsDevelopment" } }))
            return true;
        // A page whose handler does nothing shows the same to everybody.
        if (site.Endpoint is { Style: EndpointStyle.Page, Verb: "GET" } && site.Handler?.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation) is MethodDeclarationSyntax { Body.Statements.Count: 0 })
            return true;
        return !Writes(site.Endpoint) && site.Handler is { DeclaringSyntaxReferences: { Length: > 0 } references }
            && references[0].GetSyntax(cancellation) is LambdaExpressionSyntax { ExpressionBody: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Redirect" or "LocalRedirect" } } away }
            && away.ArgumentList.Arguments.All(static argument => argument.Expression is LiteralExpressionSyntax);
    }

    /// <summary>A filter whose name speaks of it, or a handler that asks itself.</summary>
    private static bool IsGuarded(EndpointSite site, CancellationToken cancellation)
    {
        foreach (var filter in site.Endpoint.Filters)
        {
            if (Array.Exists(s_guards, word => filter.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0))
                return true;
        }

        if (site.Handler is not { DeclaringSyntaxReferences: { Length: > 0 } references })
            return false;
        foreach (var name in references[0].GetSyntax(cancellation).DescendantNodes().OfType<SimpleNameSyntax>())
        {
            if (name.Identifier.ValueText is "AuthorizeAsync" or "IsAuthenticated" or "IsInRole" or "AuthenticateAsync" or "FixedTimeEquals" or "ConstructEvent" or "ValidateSignature" or "VerifySignature")
                return true;
        }

        return false;
    }
}
