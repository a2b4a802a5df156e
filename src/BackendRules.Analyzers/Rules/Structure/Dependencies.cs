using Microsoft.CodeAnalysis;

namespace BackendRules;

/// <summary>A dependency that lives shorter than its owner.</summary>
/// <param name="IsScoped">Scoped; otherwise transient and disposable.</param>
/// <param name="Through">The service at the end, where transients lie between.</param>
/// <param name="HasFactory">Whether a context factory is registered for it.</param>
internal readonly record struct ShorterLife(bool IsScoped, string? Through, bool HasFactory);

/// <summary>Follows constructor parameters through the registrations.</summary>
internal sealed class Dependencies(RegistrationSet set)
{
    private const int Deepest = 4;

    /// <summary>Why a singleton must not keep this service, or null when it may.</summary>
    public ShorterLife? Shorter(INamedTypeSymbol service, string? key, int depth = 0)
    {
        if (service.Is("Microsoft.Extensions.Options.IOptionsSnapshot`1"))
            return new ShorterLife(true, null, false);
        if (service.Is("System.Collections.Generic.IEnumerable`1") && service.TypeArguments[0] is INamedTypeSymbol element)
            return Shorter(element, key, depth + 1);
        // A generic service that is registered closed says nothing about other arguments.
        if (Matching(service, key) is not { } lifetime)
            return null;
        if (lifetime == Lifetime.Scoped)
            return new ShorterLife(true, null, HasFactory(service));
        if (lifetime != Lifetime.Transient || depth >= Deepest)
            return null;
        foreach (var registration in set.Of(service))
        {
            if (registration.IsFactory || registration.Implementation is not { } implementation)
                continue;
            if (implementation.IsOrInherits("Microsoft.EntityFrameworkCore.DbContext"))
                return new ShorterLife(true, null, HasFactory(service));
            foreach (var parameter in Constructor(implementation)?.Parameters ?? System.Collections.Immutable.ImmutableArray<IParameterSymbol>.Empty)
            {
                if (parameter.Type is INamedTypeSymbol inner && Shorter(inner, KeyOf(parameter), depth + 1) is { IsScoped: true } shorter)
                    return shorter with { Through = shorter.Through ?? inner.Name };
            }

            if (depth == 0 && IsDisposable(implementation))
                return new ShorterLife(false, null, false);
        }

        return null;
    }

    /// <summary>The constructor that the container picks: the only public one, or the longest.</summary>
    public static IMethodSymbol? Constructor(INamedTypeSymbol type)
    {
        IMethodSymbol? longest = null;
        foreach (var constructor in type.InstanceConstructors)
        {
            if (constructor.HasAttribute("Microsoft.Extensions.DependencyInjection.ActivatorUtilitiesConstructorAttribute"))
                return constructor;
            if (constructor.DeclaredAccessibility == Accessibility.Public && (longest is null || constructor.Parameters.Length > longest.Parameters.Length))
                longest = constructor;
        }

        return longest;
    }

    public static string? KeyOf(IParameterSymbol parameter) =>
        parameter.Attribute("Microsoft.Extensions.DependencyInjection.FromKeyedServicesAttribute") is { ConstructorArguments: [var key, ..] }
            ? key.Value?.ToString() ?? "?"
            : null;

    private Lifetime? Matching(INamedTypeSymbol service, string? key)
    {
        Lifetime? lifetime = null;
        foreach (var registration in set.Of(service))
        {
            if (!string.Equals(registration.Key, key, StringComparison.Ordinal))
                continue;
            if (service.IsGenericType && !registration.Service.IsUnboundGenericType && !registration.Service.IsDefinition && !SymbolEqualityComparer.Default.Equals(registration.Service, service))
                continue;
            if (lifetime is { } other && other != registration.Lifetime)
                return null;
            lifetime = registration.Lifetime;
        }

        return lifetime;
    }

    private bool HasFactory(INamedTypeSymbol service)
    {
        foreach (var registration in set.All)
        {
            if (registration.Service.Is("Microsoft.EntityFrameworkCore.IDbContextFactory`1") && SymbolEqualityComparer.Default.Equals(registration.Service.TypeArguments[0], service))
                return true;
        }

        return false;
    }

    private static bool IsDisposable(INamedTypeSymbol type) =>
        type.DeclaringSyntaxReferences.Length > 0 && (type.Implements("System.IDisposable") || type.Implements("System.IAsyncDisposable"));
}
