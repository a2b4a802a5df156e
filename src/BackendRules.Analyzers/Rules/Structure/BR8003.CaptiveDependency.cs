using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BackendRules;

/// <summary>BR8003: a singleton that keeps a service that ought to live as long as a request.</summary>
public sealed class CaptiveDependency : Check
{
    internal static readonly Rule Declared = new(
        "BR8003",
        nameof(CaptiveDependency),
        "A service doesn't outlive what it is given",
        "'{0}' lives as long as the application but keeps '{1}', which is {2}; {3}",
        Level.Warning)
    {
        Profile = ["FO4"],
        Cwe = [664],
        Strict = Level.Error,
        EndOnly = true,
    };

    /// <summary>The property that says that the parameter belongs to middleware and can move to its Invoke method.</summary>
    internal const string Middleware = "middleware";

    /// <summary>The property that names all such parameters of the constructor: one scope serves them.</summary>
    internal const string Together = "together";

    private const string Inject = "inject 'IServiceScopeFactory' and create a scope for each piece of work";

    private static readonly DiagnosticDescriptor s_transient =
        Declared.Saying("'{0}' lives as long as the application but keeps '{1}', which is {2}; {3}", Level.Info);

    private static readonly Members s_middleware = new("Microsoft.AspNetCore.Builder.UseMiddlewareExtensions.UseMiddleware");

    public CaptiveDependency()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => known.Has("Microsoft.Extensions.DependencyInjection.IServiceCollection");

    public override void Start(Watch watch)
    {
        var registrations = Registrations.Of(watch);
        var middleware = new ConcurrentDictionary<INamedTypeSymbol, Location>(SymbolEqualityComparer.Default);
        watch.Call(s_middleware, (_, call) =>
        {
            if (call.TargetMethod.TypeArguments is [INamedTypeSymbol type])
                middleware.TryAdd(type.OriginalDefinition, call.Syntax.GetLocation());
        });
        watch.End(context =>
        {
            var set = registrations.Read();
            var reported = new HashSet<Location>();
            foreach (var registration in set.All)
            {
                if (registration.Lifetime != Lifetime.Singleton || registration.IsInstance || registration.IsConditional || set.LifetimeOf(registration.Service, registration.Key) is null)
                    continue;
                var name = (registration.Implementation ?? registration.Service).Name;
                foreach (var (service, place) in registration.Asks)
                    Report(context, reported, new Dependencies(set).Shorter(service, null), name, service, place, isMiddleware: false);
                if (!registration.IsFactory && registration.Implementation is { } implementation && IsAlwaysSingleton(set, implementation))
                    Constructor(context, reported, set, implementation, registration.Location, isMiddleware: false);
            }

            foreach (var pair in middleware)
            {
                if (!pair.Key.Implements("Microsoft.AspNetCore.Http.IMiddleware"))
                    Constructor(context, reported, set, pair.Key, pair.Value, isMiddleware: true);
            }
        });
    }

    private static bool IsAlwaysSingleton(RegistrationSet set, INamedTypeSymbol implementation)
    {
        foreach (var registration in set.All)
        {
            if (registration.Lifetime != Lifetime.Singleton && SymbolEqualityComparer.Default.Equals(registration.Implementation?.OriginalDefinition, implementation.OriginalDefinition))
                return false;
        }

        return true;
    }

    private static void Constructor(
        CompilationAnalysisContext context, HashSet<Location> reported, RegistrationSet set, INamedTypeSymbol type, Location registered, bool isMiddleware)
    {
        if (Dependencies.Constructor(type) is not { } constructor)
            return;
        var found = new List<(IParameterSymbol Parameter, INamedTypeSymbol Service, ShorterLife Life)>();
        foreach (var parameter in constructor.Parameters)
        {
            if (parameter.Type is INamedTypeSymbol service && new Dependencies(set).Shorter(service, Dependencies.KeyOf(parameter)) is { } life)
                found.Add((parameter, service, life));
        }

        var together = string.Join(",", found.Select(static one => one.Parameter.Name));
        foreach (var (parameter, service, life) in found)
        {
            var place = parameter.LocationIn(context.Compilation) ?? registered;
            Report(context, reported, life, type.Name, service, place, isMiddleware, together);
        }
    }

    private static void Report(
        CompilationAnalysisContext context, HashSet<Location> reported, ShorterLife? found, string singleton, INamedTypeSymbol service, Location place, bool isMiddleware,
        string together = "")
    {
        if (found is not { } shorter || !reported.Add(place))
            return;
        var properties = ImmutableDictionary<string, string?>.Empty.Add(Together, together);
        if (isMiddleware)
            properties = properties.Add(Middleware, "");
        var name = service.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
        var kind = shorter.IsScoped ? "scoped" : "transient and disposable";
        var what = shorter.Through is { } through ? $"transient and keeps the {kind} '{through}'" : kind;
        var way = isMiddleware ? "take it as a parameter of 'InvokeAsync'"
            : service.Name == "IOptionsSnapshot" ? "inject 'IOptionsMonitor'"
            : shorter.HasFactory ? "inject 'IDbContextFactory' and create a context for each piece of work"
            : Inject;
        context.ReportDiagnostic(Diagnostic.Create(shorter.IsScoped ? Declared.Descriptor : s_transient, place, properties, singleton, name, what, way));
    }
}
