using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>Tells entry points from their declarations: base types, interfaces, attributes and the conventions that frameworks document.</summary>
public static class EntryPoints
{
    private static readonly string[] s_consumers =
    [
        "MassTransit.IConsumer`1", "NServiceBus.IHandleMessages`1", "Rebus.Handlers.IHandleMessages`1", "DotNetCore.CAP.ICapSubscribe",
    ];

    private static readonly string[] s_mediators =
    [
        "MediatR.IRequestHandler`1", "MediatR.IRequestHandler`2", "MediatR.INotificationHandler`1", "MediatR.IStreamRequestHandler`2",
        "MediatR.IPipelineBehavior`2", "Mediator.IRequestHandler`1", "Mediator.IRequestHandler`2", "Mediator.ICommandHandler`1",
        "Mediator.ICommandHandler`2", "Mediator.IQueryHandler`2", "Mediator.INotificationHandler`1",
    ];

    private static readonly string[] s_filters =
    [
        "Microsoft.AspNetCore.Http.IMiddleware", "Microsoft.AspNetCore.Http.IEndpointFilter", "Microsoft.AspNetCore.Mvc.Filters.IFilterMetadata",
        "Microsoft.AspNetCore.Diagnostics.IExceptionHandler", "Microsoft.AspNetCore.Authorization.IAuthorizationHandler",
    ];

    private static readonly string[] s_resolvers =
    [
        "HotChocolate.Types.QueryTypeAttribute", "HotChocolate.Types.MutationTypeAttribute", "HotChocolate.Types.SubscriptionTypeAttribute",
        "HotChocolate.Types.ExtendObjectTypeAttribute", "HotChocolate.Types.ObjectTypeAttribute`1",
    ];

    private static readonly string[] s_verbs = ["Get", "Post", "Put", "Delete", "Patch", "Head"];

    private static readonly string[] s_functions =
    [
        "Microsoft.Azure.Functions.Worker.FunctionAttribute", "Microsoft.Azure.WebJobs.FunctionNameAttribute", "Amazon.Lambda.Annotations.LambdaFunctionAttribute",
    ];

    /// <summary>Of each of these lists, what the references of a compilation have: most have none, and then no type and no method is asked.</summary>
    private static readonly ConditionalWeakTable<Compilation, Present> s_present = new();

    /// <summary>What was told of a type before: many rules ask for every method.</summary>
    private static readonly ConditionalWeakTable<INamedTypeSymbol, StrongBox<EntryKind>> s_kinds = new();

    /// <summary>The methods of <c>EndpointRouteBuilderExtensions</c> and its like that take a handler.</summary>
    public static readonly Members MapMethods = new(
        "Microsoft.AspNetCore.Builder.EndpointRouteBuilderExtensions.{Map,MapGet,MapPost,MapPut,MapDelete,MapPatch,MapMethods,MapFallback}");

    /// <summary>What kind of type this is, when its instances are created or its methods called from outside.</summary>
    public static EntryKind Kind(INamedTypeSymbol type) => s_kinds.GetValue(type, static type => new StrongBox<EntryKind>(Read(type))).Value;

    private static EntryKind Read(INamedTypeSymbol type)
    {
        var present = PresentTo(type);
        if (type.TypeKind is not (TypeKind.Class or TypeKind.Struct) || type.IsAbstract && type.IsSealed)
            return type.TypeKind == TypeKind.Class && HasAny(type, present.Resolvers) ? EntryKind.Resolver : EntryKind.None;
        if (ReadsAsController(type))
            return EntryKind.Action;
        if (type.IsOrInherits("Microsoft.AspNetCore.Mvc.RazorPages.PageModel"))
            return EntryKind.Page;
        if (type.IsOrInherits("Microsoft.AspNetCore.SignalR.Hub"))
            return EntryKind.Hub;
        if (IsGrpcService(type))
            return EntryKind.Grpc;
        if (ImplementsAny(type, present.Consumers))
            return EntryKind.Consumer;
        if (ImplementsAny(type, present.Mediators))
            return EntryKind.Mediator;
        if (ImplementsAny(type, present.Filters) || IsConventionalMiddleware(type))
            return EntryKind.Middleware;
        if (type.Implements("Microsoft.Extensions.Hosting.IHostedService"))
            return EntryKind.Hosted;
        if (type.IsOrInherits("FastEndpoints.BaseEndpoint"))
            return EntryKind.Endpoint;
        return HasAny(type, present.Resolvers) ? EntryKind.Resolver : EntryKind.None;
    }

    private static Present PresentTo(ISymbol symbol) => symbol.ContainingAssembly is ISourceAssemblySymbol { Compilation: { } compilation } ? s_present.GetValue(compilation, static one => new Present(Known.Of(one))) : Present.All;

    private sealed class Present
    {
        public static readonly Present All = new(null);

        public Present(Known? known)
        {
            Consumers = Of(s_consumers);
            Mediators = Of(s_mediators);
            Filters = Of(s_filters);
            Resolvers = Of(s_resolvers);
            Functions = Of(s_functions);
            HasLambda = known is null || known.Has("Amazon.Lambda.Core.ILambdaContext");

            string[] Of(string[] names) => known is null ? names : Array.FindAll(names, known.Has);
        }

        public string[] Consumers { get; }

        public string[] Mediators { get; }

        public string[] Filters { get; }

        public string[] Resolvers { get; }

        public string[] Functions { get; }

        public bool HasLambda { get; }
    }

    /// <summary>How the outside world reaches this method, from declarations alone. Handlers given to <c>Map…</c> are found by <see cref="IsMapped"/>.</summary>
    public static EntryKind Kind(IMethodSymbol method) => Kind(method, null);

    /// <param name="method">A method.</param>
    /// <param name="known">The kind of its type, where it was asked for already: that is what costs.</param>
    internal static EntryKind Kind(IMethodSymbol method, EntryKind? known)
    {
        if (method.MethodKind != MethodKind.Ordinary)
            return EntryKind.None;
        var present = PresentTo(method);
        foreach (var attribute in present.Functions)
        {
            if (method.HasAttribute(attribute))
                return EntryKind.Function;
        }

        // A Lambda function without annotations is named in its deployment; what it is handed tells it.
        if (present.HasLambda && method.DeclaredAccessibility == Accessibility.Public && method.Parameters.Length > 0 && method.Parameters[method.Parameters.Length - 1].Type.Is("Amazon.Lambda.Core.ILambdaContext"))
            return EntryKind.Function;
        if (method.ContainingType is not { } type)
            return EntryKind.None;
        var kind = known ?? Kind(type);
        return kind switch
        {
            EntryKind.Action => IsAction(method) ? kind : EntryKind.None,
            EntryKind.Page => IsPageHandler(method) ? kind : EntryKind.None,
            EntryKind.Hub or EntryKind.Resolver => method is { DeclaredAccessibility: Accessibility.Public, IsOverride: false } ? kind : EntryKind.None,
            EntryKind.Grpc => method.IsOverride && TakesCallContext(method) ? kind : EntryKind.None,
            EntryKind.None => IsWolverineHandler(type, method) ? EntryKind.Consumer : EntryKind.None,
            _ => method.DeclaredAccessibility == Accessibility.Public || method.ExplicitInterfaceImplementations.Length > 0 ? kind : EntryKind.None,
        };
    }

    /// <summary>Whether an anonymous function or a method group is given to <c>MapGet</c> and its like.</summary>
    public static bool IsMapped(IOperation handler)
    {
        for (var parent = handler.Parent; parent is not null; parent = parent.Parent)
        {
            switch (parent)
            {
                case IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation:
                    continue;
                case IArgumentOperation { Parent: IInvocationOperation call }:
                    return MapMethods.Contain(call.TargetMethod);
                default:
                    return false;
            }
        }

        return false;
    }

    /// <summary>Controllers as ASP.NET Core finds them: public, not abstract, named or derived so, without <c>[NonController]</c>.</summary>
    public static bool IsController(INamedTypeSymbol type) => Kind(type) == EntryKind.Action;

    private static bool ReadsAsController(INamedTypeSymbol type)
    {
        if (type is not { TypeKind: TypeKind.Class, IsAbstract: false, IsStatic: false } || type.HasAttribute("Microsoft.AspNetCore.Mvc.NonControllerAttribute"))
            return false;
        return type.IsOrInherits("Microsoft.AspNetCore.Mvc.ControllerBase")
            || type.HasAttribute("Microsoft.AspNetCore.Mvc.ControllerAttribute")
            || type.HasAttribute("Microsoft.AspNetCore.Mvc.ApiControllerAttribute")
            || IsControllerByName(type);
    }

    /// <summary>A class whose name says it needs no base; that it or an action has a route keeps other things of that name out.</summary>
    private static bool IsControllerByName(INamedTypeSymbol type) =>
        type is { DeclaredAccessibility: Accessibility.Public, IsGenericType: false } && type.Name.EndsWith("Controller", StringComparison.OrdinalIgnoreCase)
        && (HasRoute(type) || type.GetMembers().Any(static member => member is IMethodSymbol { DeclaredAccessibility: Accessibility.Public } method && HasRoute(method)));

    private static bool HasRoute(ISymbol symbol) =>
        symbol.GetAttributes().Any(static attribute => attribute.AttributeClass is { } kind && kind.Implements("Microsoft.AspNetCore.Mvc.Routing.IRouteTemplateProvider"));

    /// <summary>Whether the framework answers for a controller when a value isn't valid: <c>[ApiController]</c> on it, a class above it, or the assembly.</summary>
    public static bool IsApiController(INamedTypeSymbol type) =>
        type.HasAttribute("Microsoft.AspNetCore.Mvc.ApiControllerAttribute") || type.ContainingAssembly.HasAttribute("Microsoft.AspNetCore.Mvc.ApiControllerAttribute");

    public static bool IsAction(IMethodSymbol method) =>
        method is { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: Accessibility.Public, IsStatic: false, IsAbstract: false }
        && !method.HasAttribute("Microsoft.AspNetCore.Mvc.NonActionAttribute")
        && method.ContainingType is { } type && IsController(type)
        && !IsFrameworks(method)
        && !(method.Name == "Dispose" && method.Parameters.IsEmpty);

    /// <summary>An override of what <c>object</c> or <c>Controller</c> declares is not an action.</summary>
    private static bool IsFrameworks(IMethodSymbol method)
    {
        var first = method;
        while (first.OverriddenMethod is { } overridden)
            first = overridden;
        return first.ContainingType.SpecialType == SpecialType.System_Object
            || first.ContainingType.Is("Microsoft.AspNetCore.Mvc.Controller") || first.ContainingType.Is("Microsoft.AspNetCore.Mvc.ControllerBase");
    }

    private static bool IsPageHandler(IMethodSymbol method) =>
        method is { DeclaredAccessibility: Accessibility.Public, IsStatic: false } && method.Name.StartsWith("On", StringComparison.Ordinal)
        && PageVerb(method) is not null
        && !method.HasAttribute("Microsoft.AspNetCore.Mvc.RazorPages.NonHandlerAttribute");

    /// <summary>The verb in a page handler's name, as it is written there, or null.</summary>
    internal static string? PageVerb(IMethodSymbol method) => Array.Find(s_verbs, verb => string.CompareOrdinal(method.Name, 2, verb, 0, verb.Length) == 0);

    private static bool IsGrpcService(INamedTypeSymbol type)
    {
        for (var current = type.BaseType; current is not null; current = current.BaseType)
        {
            if (current.HasAttribute("Grpc.Core.BindServiceMethodAttribute"))
                return true;
        }

        return false;
    }

    private static bool TakesCallContext(IMethodSymbol method) =>
        method.Parameters.Length > 0 && method.Parameters[method.Parameters.Length - 1].Type.Is("Grpc.Core.ServerCallContext");

    /// <summary>A class with <c>Invoke(HttpContext, ...)</c> and a constructor that takes the next delegate.</summary>
    private static bool IsConventionalMiddleware(INamedTypeSymbol type) =>
        (Invokes(type, "Invoke") || Invokes(type, "InvokeAsync"))
        && type.InstanceConstructors.Any(static c => c.Parameters.Any(static p => p.Type.Is("Microsoft.AspNetCore.Http.RequestDelegate")));

    private static bool Invokes(INamedTypeSymbol type, string name)
    {
        foreach (var member in type.GetMembers(name))
        {
            if (member is IMethodSymbol { Parameters: [{ Type: var first }, ..] } && first.Is("Microsoft.AspNetCore.Http.HttpContext"))
                return true;
        }

        return false;
    }

    /// <summary>Wolverine finds handlers by name: a public type that ends with Handler or Consumer, a method Handle or Consume.</summary>
    private static bool IsWolverineHandler(INamedTypeSymbol type, IMethodSymbol method) =>
        method is { Name: "Handle" or "HandleAsync" or "Consume" or "ConsumeAsync", DeclaredAccessibility: Accessibility.Public, Parameters.Length: > 0 }
        && (type.HasAttribute("Wolverine.Attributes.WolverineHandlerAttribute") || type.Implements("Wolverine.IWolverineHandler"));

    private static bool HasAny(INamedTypeSymbol type, string[] attributes) => Array.Exists(attributes, attribute => type.HasAttribute(attribute));

    private static bool ImplementsAny(INamedTypeSymbol type, string[] contracts) => Array.Exists(contracts, type.Implements);
}
