using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR8007: code makes by hand what the container would give it.</summary>
public sealed class HandmadeService : Check
{
    internal static readonly Rule Declared = new(
        "BR8007",
        nameof(HandmadeService),
        "Registered services come from the container",
        "'{0}' is registered with the container, and this one is made beside it, with a lifetime, settings and decorators of its own; take '{1}' in the constructor",
        Level.Info)
    {
        Profile = ["FO4"],
        EndOnly = true,
    };

    /// <summary>The property that names the service to ask for.</summary>
    internal const string Service = "service";

    private static readonly string[] s_makers = ["Factory", "Builder", "Provider", "Module", "Pool", "Resolver"];

    public HandmadeService()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => known.Has("Microsoft.Extensions.DependencyInjection.IServiceCollection");

    public override void Start(Watch watch)
    {
        var registrations = Registrations.Of(watch);
        var made = new ConcurrentBag<(INamedTypeSymbol Type, Location Place, INamedTypeSymbol? Maker)>();
        var reach = RequestReach.Of(watch.Compilation, watch.Cancellation);
        watch.Operation(OperationKind.ObjectCreation, context => See(context, reach, made));
        watch.End(context =>
        {
            var set = registrations.Read();
            foreach (var (type, place, maker) in made)
            {
                // A service that a factory or several registrations make differently is made by hand for a reason.
                var found = set.All.Where(one => SymbolEqualityComparer.Default.Equals((one.Implementation ?? one.Service).OriginalDefinition, type) && !one.IsFactory && !one.IsInstance && !one.IsHosted).ToArray();
                if (found.Length == 1 && !(found[0].Lifetime != Lifetime.Singleton && maker is not null && IsSingleton(set, maker)))
                    context.ReportDiagnostic(Declared.At(place, ImmutableDictionary<string, string?>.Empty.Add(Service, found[0].Service.ToDisplayString()), type.Name, found[0].Service.Name));
            }
        });
    }

    private static void See(OperationAnalysisContext context, RequestReach reach, ConcurrentBag<(INamedTypeSymbol Type, Location Place, INamedTypeSymbol? Maker)> made)
    {
        var creation = (IObjectCreationOperation)context.Operation;
        if (creation.Type is not INamedTypeSymbol { TypeKind: TypeKind.Class, IsRecord: false, IsGenericType: false, DeclaringSyntaxReferences.Length: > 0 } type || creation.Initializer is not null
            || !Serves(reach, creation, context.ContainingSymbol) || context.ContainingSymbol.ContainingType is { } around && Array.Exists(s_makers, word => around.Name.EndsWith(word, StringComparison.Ordinal)))
            return;
        // A class that makes another one of itself wants another one.
        for (var owner = context.ContainingSymbol.ContainingType; owner is not null; owner = owner.ContainingType)
        {
            if (owner.IsOrInherits(type))
                return;
        }

        made.Add((type, creation.Syntax.GetLocation(), context.ContainingSymbol.ContainingType));
    }

    /// <summary>What lives as long as the application can't take a service that lives shorter.</summary>
    private static bool IsSingleton(RegistrationSet set, INamedTypeSymbol maker) =>
        set.All.Any(one => one.Lifetime == Lifetime.Singleton && SymbolEqualityComparer.Default.Equals((one.Implementation ?? one.Service).OriginalDefinition, maker.OriginalDefinition));

    /// <summary>Whether requests run it, or use the field that it fills.</summary>
    private static bool Serves(RequestReach reach, IOperation creation, ISymbol container) =>
        container is IFieldSymbol { IsStatic: false } field ? reach.Contains(field.ContainingType) : reach.Contains(creation, container);
}
