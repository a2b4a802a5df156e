using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR8004: a class that asks the container instead of saying in its constructor what it needs.</summary>
public sealed class ServiceLocator : Check
{
    internal static readonly Rule Declared = new(
        "BR8004",
        nameof(ServiceLocator),
        "Classes say in their constructor what they need",
        "'{0}' asks the container for '{1}', a dependency that nobody sees from outside; take it as a parameter of the constructor",
        Level.Info)
    {
        Profile = ["FO4"],
    };

    /// <summary>The property that says that the container is the class's own and the service can move to the constructor.</summary>
    internal const string Service = "service";

    private static readonly DiagnosticDescriptor s_build = Declared.Saying("'BuildServiceProvider' makes a second container, whose singletons are others than the application's; use a factory, or options that are given services");

    private static readonly Members s_asks = new(
        "Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.{GetService,GetRequiredService}", "System.IServiceProvider.GetService");

    private static readonly Members s_builds = new("Microsoft.Extensions.DependencyInjection.ServiceCollectionContainerBuilderExtensions.BuildServiceProvider");

    // Names of classes whose task is to choose a service when they run.
    private static readonly string[] s_choosers = ["Factory", "Resolver", "Activator", "Provider", "Dispatcher", "Bus", "Mediator", "Locator", "Module", "Host", "Runner", "Executor", "Publisher", "Registry", "Job", "Middleware", "Filter", "Attribute", "Seeder", "Initializer", "Worker", "Processor", "Scope"];

    public ServiceLocator()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => known.Has("Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions");

    public override void Start(Watch watch)
    {
        watch.Call(s_asks, Asked);
        watch.Call(s_builds, (context, call) =>
        {
            // A program that is no web application builds its only container so; a registration method builds a second one.
            if (context.ContainingSymbol is IMethodSymbol method && method.Parameters.Any(static parameter => parameter.Type.Name == "IServiceCollection") || LocalValues.Bare(call.Arguments[0].Value) is IPropertyReferenceOperation { Property: { Name: "Services", ContainingType.Name: "WebApplicationBuilder" } })
                context.ReportDiagnostic(Diagnostic.Create(s_build, call.Syntax.GetLocation()));
        });
    }

    private static void Asked(OperationAnalysisContext context, IInvocationOperation call)
    {
        if (context.ContainingSymbol is not IMethodSymbol { IsStatic: false, MethodKind: MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation, ContainingType: { } type } || IsChooser(type))
            return;
        var provider = call.Instance ?? call.Arguments.FirstOrDefault()?.Value;
        if (provider is null || Asked(call) is not { } service || service.TypeKind == TypeKind.TypeParameter || service is INamedTypeSymbol { IsGenericType: true } open && open.TypeArguments.Any(static argument => argument.TypeKind == TypeKind.TypeParameter))
            return;
        if (!IsOwn(LocalValues.Bare(provider), type))
            return;
        context.ReportDiagnostic(Declared.At(call.Syntax.GetLocation(), ImmutableDictionary<string, string?>.Empty.Add(Service, ""), type.Name, service.Name));
    }

    private static ITypeSymbol? Asked(IInvocationOperation call) =>
        call.TargetMethod.TypeArguments.Length == 1 ? call.TargetMethod.TypeArguments[0] : call.Arguments.LastOrDefault()?.Value is ITypeOfOperation { TypeOperand: { } type } ? type : null;

    /// <summary>The container that the class was given, or that of the request in a controller; a scope that somebody opened is another matter.</summary>
    private static bool IsOwn(IOperation provider, INamedTypeSymbol type) => provider switch
    {
        IFieldReferenceOperation { Field: { IsStatic: false } field } => SymbolEqualityComparer.Default.Equals(field.ContainingType, type),
        IPropertyReferenceOperation { Property.Name: "RequestServices", Instance: IPropertyReferenceOperation { Instance: IInstanceReferenceOperation } } => type.IsOrInherits("Microsoft.AspNetCore.Mvc.ControllerBase"),
        IParameterReferenceOperation { Parameter.ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } constructor } => SymbolEqualityComparer.Default.Equals(constructor.ContainingType, type),
        _ => false,
    };

    private static bool IsChooser(INamedTypeSymbol type) =>
        Array.Exists(s_choosers, word => type.Name.EndsWith(word, StringComparison.Ordinal)) || type.AllInterfaces.Any(static contract => contract.Name is "IHostedService" or "IServiceProvider" or "IServiceScopeFactory" or "IMiddleware" or "IFilterMetadata")
        || type.AllInterfaces.Any(static contract => Array.Exists(s_choosers, word => contract.Name.EndsWith(word, StringComparison.Ordinal)));
}
