using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR2013: a rate limit that isn't in force, and a door to accounts that has none.</summary>
public sealed class IdleRateLimit : Check
{
    internal static readonly Rule Declared = new(
        "BR2013",
        nameof(IdleRateLimit),
        "Rate limits are in force, above all where accounts are tried",
        "{0}; {1}",
        Level.Warning)
    {
        Profile = ["SB3"],
        Cwe = [770, 307],
        Owasp = ["API4", "API6"],
        Asvs = ["2.4.1", "6.3.1"],
        AtEnd = true,
    };

    /// <summary>The property that tells the fix what to do.</summary>
    internal const string Kind = "kind";

    private static readonly DiagnosticDescriptor s_open = Declared.Saying("{0}; {1}", Level.Info);
    private static readonly ImmutableDictionary<string, string?> s_none = ImmutableDictionary<string, string?>.Empty;

    private static readonly Members s_add = new("Microsoft.AspNetCore.Builder.RateLimiterServiceCollectionExtensions.AddRateLimiter", "Microsoft.Extensions.DependencyInjection.RateLimiterServiceCollectionExtensions.AddRateLimiter");
    private static readonly Members s_use = new("Microsoft.AspNetCore.Builder.RateLimiterApplicationBuilderExtensions.UseRateLimiter");
    private static readonly Members s_require = new("Microsoft.AspNetCore.Builder.RateLimiterEndpointConventionBuilderExtensions.RequireRateLimiting");

    private static readonly Members s_policies = new(
        "Microsoft.AspNetCore.RateLimiting.RateLimiterOptions.AddPolicy",
        "Microsoft.AspNetCore.RateLimiting.RateLimiterOptionsExtensions.{AddFixedWindowLimiter,AddSlidingWindowLimiter,AddTokenBucketLimiter,AddConcurrencyLimiter}");

    private static readonly Members s_signIn = new("Microsoft.AspNetCore.Identity.SignInManager`1.{PasswordSignInAsync,CheckPasswordSignInAsync}");

    private static readonly string[] s_doors = ["login", "signin", "sign-in", "register", "signup", "sign-up", "forgot", "forgotpassword", "forgot-password", "reset-password", "resetpassword", "otp", "token", "verify-code", "2fa", "mfa"];

    public IdleRateLimit()
        : base(Declared)
    {
    }

    public override ImmutableArray<Option> Options => ImmutableArray.Create<Option>(Settings.EdgeRateLimiting);

    public override bool Concerns(Known known) => known.Has("Microsoft.AspNetCore.Http.HttpContext");

    public override void Start(Watch watch)
    {
        watch.Call(s_signIn, Lockout);
        var limits = watch.Known.Has("Microsoft.AspNetCore.RateLimiting.RateLimiterOptions");
        var inventory = EndpointInventory.Of(watch);
        var (added, used, names, asked) = (new ConcurrentBag<Location>(), new ConcurrentBag<bool>(), new ConcurrentBag<(string? Name, Location Place)>(), new ConcurrentBag<(string Name, Location Place)>());
        watch.Call(s_add, (_, call) => added.Add(CallPlace.Of(call)));
        watch.Call(s_use, (_, _) => used.Add(true));
        watch.Call(s_policies, (_, call) => names.Add((Text(call, "policyName"), CallPlace.Of(call))));
        watch.Call(s_require, (_, call) =>
        {
            if (Text(call, "policyName") is { } name)
                asked.Add((name, CallPlace.Of(call)));
        });
        watch.End(context =>
        {
            if (Settings.EdgeRateLimiting.In(context.Options) || context.Compilation.SyntaxTrees.FirstOrDefault() is { } tree && Settings.EdgeRateLimiting.In(context.Options, tree)
                || Known.Of(context.Compilation).Has("Yarp.ReverseProxy.Configuration.IProxyConfigProvider"))
                return;
            var sites = inventory.Read(context.Compilation, context.CancellationToken);
            if (!added.IsEmpty)
                InForce(context, added, used, names, asked, sites);
            else if (used.IsEmpty && limits)
                Doors(context, sites);
        });
    }

    private static void InForce(CompilationAnalysisContext context, ConcurrentBag<Location> added, ConcurrentBag<bool> used, ConcurrentBag<(string? Name, Location Place)> names, ConcurrentBag<(string Name, Location Place)> asked, ImmutableArray<EndpointSite> sites)
    {
        if (used.IsEmpty && context.Compilation.Options.OutputKind is OutputKind.ConsoleApplication or OutputKind.WindowsApplication)
        {
            context.ReportDiagnostic(Declared.At(added.First(), s_none.Add(Kind, "use"), "'AddRateLimiter' alone limits nothing", "add 'app.UseRateLimiter()' after routing"));
            return;
        }

        if (names.Any(static policy => policy.Name is null))
            return;
        var defined = new HashSet<string>(names.Select(static policy => policy.Name!), StringComparer.Ordinal);
        foreach (var (name, place) in asked)
        {
            if (!defined.Contains(name))
                context.ReportDiagnostic(Declared.At(place, $"There is no rate limit policy '{name}', and the request will fail", "define it in 'AddRateLimiter', or name one that is there"));
        }

        var wanted = new HashSet<string>(asked.Select(static a => a.Name), StringComparer.Ordinal);
        var said = new HashSet<Location>();
        foreach (var site in sites)
        {
            if (site.Endpoint.Limit is not { Rule: LimitRule.Limited, Policy: { } policy })
                continue;
            wanted.Add(policy);
            if (site.Endpoint.Style == EndpointStyle.Action && !defined.Contains(policy) && site.Location.IsInSource && said.Add(site.Location))
                context.ReportDiagnostic(Declared.At(site.Location, $"There is no rate limit policy '{policy}', and the request will fail", "define it in 'AddRateLimiter', or name one that is there"));
        }

        foreach (var (name, place) in names)
        {
            if (!wanted.Contains(name!) && context.Compilation.Options.OutputKind is OutputKind.ConsoleApplication or OutputKind.WindowsApplication)
                context.ReportDiagnostic(Declared.At(place, $"No endpoint asks for the rate limit policy '{name}'", "require it where it is meant to hold, or set a global limiter"));
        }
    }

    /// <summary>Where passwords and codes are tried, and nothing counts the tries.</summary>
    private static void Doors(CompilationAnalysisContext context, ImmutableArray<EndpointSite> sites)
    {
        var said = new HashSet<Location>();
        foreach (var site in sites)
        {
            // In front of functions stands a gateway, which counts.
            if (site.Endpoint.Verb != "POST" || site.Endpoint.Style is EndpointStyle.Function or EndpointStyle.Lambda || site.Endpoint.Limit.Rule != LimitRule.Unsaid || !site.Location.IsInSource || site.Endpoint.Access.Rule == AccessRule.Authorized || !said.Add(site.Location))
                continue;
            foreach (var segment in site.Endpoint.Route.Split('/'))
            {
                if (!Array.Exists(s_doors, word => string.Equals(word, segment, StringComparison.OrdinalIgnoreCase)))
                    continue;
                context.ReportDiagnostic(Diagnostic.Create(s_open, site.Location, $"Nothing limits how often '{site.Endpoint}' may be tried", "limit it with 'AddRateLimiter' and 'RequireRateLimiting'"));
                break;
            }
        }
    }

    private static void Lockout(OperationAnalysisContext context, IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.Name == "lockoutOnFailure" && argument.Value.ConstantValue is { HasValue: true, Value: false } && argument.Syntax is ArgumentSyntax)
                context.ReportDiagnostic(Diagnostic.Create(s_open, argument.Syntax.GetLocation(), s_none.Add(Kind, "lockout"), $"'{call.TargetMethod.Name}' never locks an account, however often a password is tried", "set 'lockoutOnFailure' to true"));
        }
    }

    private static string? Text(IInvocationOperation call, string parameter) =>
        call.Arguments.FirstOrDefault(a => a.Parameter?.Name == parameter)?.Value is { } value && LocalValues.Resolve(value).ConstantValue is { HasValue: true, Value: string text } ? text : null;
}
