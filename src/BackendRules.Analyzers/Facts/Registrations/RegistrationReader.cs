using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>Reads one registering call.</summary>
internal static class RegistrationReader
{
    private static readonly Members s_asks = new(
        "Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.{GetService,GetRequiredService,GetServices}", "System.IServiceProvider.GetService");

    public static IEnumerable<Registration> Of(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        var types = method.TypeArguments;
        var place = CallPlace.Of(call);
        switch (method.Name)
        {
            case "AddDbContext" or "AddDbContextPool":
                if (types is [INamedTypeSymbol context, ..])
                    yield return new Registration(context, types[types.Length - 1] as INamedTypeSymbol, Given(call, "contextLifetime") ?? Lifetime.Scoped, place);
                yield break;
            case "AddDbContextFactory" or "AddPooledDbContextFactory":
                if (types is [INamedTypeSymbol made, ..] && method.Name == "AddDbContextFactory")
                    yield return new Registration(made, made, Lifetime.Scoped, place);
                yield break;
            case "AddHostedService":
                if (types is [INamedTypeSymbol hosted])
                    yield return new Registration(hosted, IsFactory(call) ? null : hosted, Lifetime.Singleton, place) { IsHosted = true, IsFactory = IsFactory(call), Asks = Factory(call) };
                yield break;
            case "AddHttpClient":
                if (types is [INamedTypeSymbol client, ..])
                    yield return new Registration(client, types[types.Length - 1] as INamedTypeSymbol, Lifetime.Transient, place);
                yield break;
        }

        var lifetime = Said(method.Name) ?? Given(call, "lifetime");
        if (lifetime is not { } lives)
            yield break;
        var service = types.Length > 0 ? types[0] as INamedTypeSymbol : Typed(call, "serviceType") ?? Typed(call, "service");
        if (service is null)
            yield break;
        var instance = call.Arguments.Any(static a => a.Parameter?.Name is "implementationInstance" or "instance");
        var implementation = types.Length > 1 ? types[1] as INamedTypeSymbol
            : Typed(call, "implementationType")
            ?? (IsFactory(call) ? Made(call) : instance ? (Argument(call, "implementationInstance") ?? Argument(call, "instance"))?.Value is { } given ? LocalValues.Bare(given).Type as INamedTypeSymbol : null : service);
        yield return new Registration(service, implementation, lives, place)
        {
            IsTry = method.Name.StartsWith("Try", StringComparison.Ordinal),
            IsInstance = instance,
            IsFactory = IsFactory(call),
            Key = method.Name.Contains("Keyed") ? Argument(call, "serviceKey")?.Value is { } key ? LocalValues.Bare(key).ConstantValue.Value?.ToString() ?? "?" : "?" : null,
            Asks = Factory(call),
            IsConditional = EnvironmentGate.Covers(call),
        };
    }

    public static Registration? Of(IObjectCreationOperation descriptor)
    {
        INamedTypeSymbol? service = null, implementation = null;
        Lifetime? lifetime = null;
        foreach (var argument in descriptor.Arguments)
        {
            switch (argument.Parameter?.Name)
            {
                case "serviceType":
                    service = (LocalValues.Bare(argument.Value) as ITypeOfOperation)?.TypeOperand as INamedTypeSymbol;
                    break;
                case "implementationType":
                    implementation = (LocalValues.Bare(argument.Value) as ITypeOfOperation)?.TypeOperand as INamedTypeSymbol;
                    break;
                case "lifetime":
                    lifetime = Read(argument.Value);
                    break;
                case "instance":
                    lifetime = Lifetime.Singleton;
                    break;
            }
        }

        return service is null || lifetime is not { } lives ? null : new Registration(service, implementation, lives, descriptor.Syntax.GetLocation());
    }

    /// <summary>What a body asks the provider for that it is given.</summary>
    public static ImmutableArray<(INamedTypeSymbol Service, Location Location)> Asks(IOperation factory)
    {
        var asks = ImmutableArray.CreateBuilder<(INamedTypeSymbol, Location)>();
        foreach (var operation in factory.Descendants())
        {
            if (operation is not IInvocationOperation call || !s_asks.Contain(call.TargetMethod) || !AsksGiven(call, factory))
                continue;
            if (call.TargetMethod.TypeArguments is [INamedTypeSymbol service])
                asks.Add((service, call.Syntax.GetLocation()));
        }

        return asks.ToImmutable();
    }

    /// <summary>Whether the provider asked is the factory's own parameter, rather than that of a scope it opened.</summary>
    private static bool AsksGiven(IInvocationOperation call, IOperation factory)
    {
        var provider = call.Instance ?? (call.Arguments.Length > 0 ? call.Arguments[0].Value : null);
        if (provider is null || LocalValues.Bare(provider) is not IParameterReferenceOperation { Parameter: var parameter })
            return false;
        // A lambda inside the factory runs later, when somebody calls what it made.
        for (IOperation? current = call; current is not null; current = current.Parent)
        {
            if (current is IAnonymousFunctionOperation lambda)
                return SymbolEqualityComparer.Default.Equals(lambda.Symbol, parameter.ContainingSymbol);
        }

        return false;
    }

    private static ImmutableArray<(INamedTypeSymbol Service, Location Location)> Factory(IInvocationOperation call) =>
        FactoryArgument(call) is { } factory ? Asks(factory.Value) : ImmutableArray<(INamedTypeSymbol, Location)>.Empty;

    private static IArgumentOperation? FactoryArgument(IInvocationOperation call) =>
        call.Arguments.FirstOrDefault(static a => a.Parameter?.Name is "implementationFactory" or "factory");

    private static bool IsFactory(IInvocationOperation call) => FactoryArgument(call) is not null;

    /// <summary>The class that a factory makes with <c>new</c>, where it is one expression.</summary>
    private static INamedTypeSymbol? Made(IInvocationOperation call)
    {
        foreach (var operation in FactoryArgument(call)!.Value.Descendants())
        {
            if (operation is IReturnOperation { ReturnedValue: { } value })
                return LocalValues.Bare(value) is IObjectCreationOperation { Type: INamedTypeSymbol type } ? type : null;
        }

        return null;
    }

    private static Lifetime? Said(string name) =>
        name.EndsWith("Singleton", StringComparison.Ordinal) ? Lifetime.Singleton
        : name.EndsWith("Scoped", StringComparison.Ordinal) ? Lifetime.Scoped
        : name.EndsWith("Transient", StringComparison.Ordinal) ? Lifetime.Transient
        : null;

    private static Lifetime? Given(IInvocationOperation call, string parameter) => Argument(call, parameter) is { } argument ? Read(argument.Value) : null;

    private static Lifetime? Read(IOperation value) => value.ConstantValue is { HasValue: true, Value: int number } && number is >= 0 and <= 2 ? (Lifetime)number : null;

    private static IArgumentOperation? Argument(IInvocationOperation call, string parameter) => call.Arguments.FirstOrDefault(a => a.Parameter?.Name == parameter);

    private static INamedTypeSymbol? Typed(IInvocationOperation call, string parameter) =>
        Argument(call, parameter)?.Value is { } value && LocalValues.Bare(value) is ITypeOfOperation { TypeOperand: INamedTypeSymbol type } ? type : null;
}
