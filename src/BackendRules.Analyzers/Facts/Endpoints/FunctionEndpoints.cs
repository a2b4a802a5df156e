using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace BackendRules;

/// <summary>The endpoints of Azure Functions and of AWS Lambda functions: what attributes on methods declare.</summary>
internal static class FunctionEndpoints
{
    private const string Worker = "Microsoft.Azure.Functions.Worker.";
    private const string Jobs = "Microsoft.Azure.WebJobs.";
    private const string Lambda = "Amazon.Lambda.Annotations.";
    private const string Gateway = Lambda + "APIGateway.";

    /// <param name="compilation">The project.</param>
    /// <param name="prefix">What stands before every route of an Azure function.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static IEnumerable<EndpointSite> Of(Compilation compilation, string prefix, CancellationToken cancellation)
    {
        var known = Known.Of(compilation);
        if (!known.Has(Worker + "FunctionAttribute") && !known.Has(Jobs + "FunctionNameAttribute") && !known.Has(Lambda + "LambdaFunctionAttribute"))
            return [];
        return SourceTypes.Of(compilation, cancellation).All.Where(static type => type.TypeKind == TypeKind.Class)
            .SelectMany(static type => type.GetMembers().OfType<IMethodSymbol>()).SelectMany(method => Azure(method, prefix).Concat(Aws(method)));
    }

    /// <summary>The endpoints of a method, with routes as they stand at it.</summary>
    public static IEnumerable<EndpointSite> Of(IMethodSymbol method) => Azure(method, "").Concat(Aws(method));

    private static IEnumerable<EndpointSite> Azure(IMethodSymbol method, string prefix)
    {
        var function = method.Attribute(Worker + "FunctionAttribute") ?? method.Attribute(Jobs + "FunctionNameAttribute");
        if (function is not { ConstructorArguments: [{ Value: string name }, ..] })
            yield break;
        foreach (var parameter in method.Parameters)
        {
            if ((parameter.Attribute(Worker + "HttpTriggerAttribute") ?? parameter.Attribute(Jobs + "HttpTriggerAttribute")) is not { } trigger)
                continue;
            var verbs = trigger.ConstructorArguments.Where(static argument => argument.Kind == TypedConstantKind.Array).SelectMany(static argument => argument.Values).Select(static value => value.Value).OfType<string>()
                .Select(static verb => verb.ToUpperInvariant()).Distinct().ToArray();
            var template = trigger.NamedArguments.FirstOrDefault(static named => named.Key == "Route").Value.Value as string ?? name;
            var route = RouteText.Join(prefix, template);
            foreach (var verb in verbs.Length == 0 ? ["ANY"] : verbs)
            {
                var bound = method.Parameters.Select(one => Described(one, AzureBinding(one, one.Equals(parameter, SymbolEqualityComparer.Default), route))).ToImmutableArray();
                yield return Site(EndpointStyle.Function, method, verb, route, name, bound, AzureAccess(trigger));
            }
        }
    }

    private static IEnumerable<EndpointSite> Aws(IMethodSymbol method)
    {
        if (!method.HasAttribute(Lambda + "LambdaFunctionAttribute"))
            yield break;
        foreach (var attribute in method.GetAttributes())
        {
            if (attribute.AttributeClass is not { } kind || !kind.Is(Gateway + "HttpApiAttribute") && !kind.Is(Gateway + "RestApiAttribute"))
                continue;
            var route = RouteText.Join("/", (attribute.ConstructorArguments.Select(static argument => argument.Value).OfType<string>().FirstOrDefault() ?? RouteText.Unknown).Replace("+}", "}"));
            var verb = attribute.ConstructorArguments.FirstOrDefault(static argument => argument.Kind == TypedConstantKind.Enum && argument.Type?.Name == "LambdaHttpMethod") is { Type: { } methods } given ? EnumName(methods, given.Value).ToUpperInvariant() : "GET";
            var bound = method.Parameters.Select(one => Described(one, AwsBinding(one, route))).ToImmutableArray();
            // Who may call is the gateway's business; only an authorizer that is named here is known.
            var access = attribute.NamedArguments.FirstOrDefault(static named => named.Key == "Authorizer").Value.Value is string { Length: > 0 } authorizer
                ? new EndpointAccess(AccessRule.Authorized, ImmutableArray.Create(authorizer), "endpoint") : EndpointAccess.Unsaid;
            yield return Site(EndpointStyle.Lambda, method, verb, route, null, bound, access);
        }
    }

    private static EndpointSite Site(EndpointStyle style, IMethodSymbol method, string verb, string route, string? name, ImmutableArray<BoundParameter> bound, EndpointAccess access)
    {
        var answers = EndpointResponses.OfFunction(method.ReturnType);
        var endpoint = new Endpoint
        {
            Style = style,
            Verb = verb,
            Route = route,
            Handler = method.ContainingType.Name + "." + method.Name,
            Name = name,
            Parameters = bound.Seen(),
            Responses = answers.Seen(),
            Access = access,
        };
        return new EndpointSite(endpoint, method, method.Locations.FirstOrDefault() ?? Location.None) { Owner = method.ContainingType, Bound = bound, Answers = answers };
    }

    /// <summary>A key of the function or of the host; anonymous is written down.</summary>
    private static EndpointAccess AzureAccess(AttributeData trigger)
    {
        var level = trigger.ConstructorArguments.Concat(trigger.NamedArguments.Select(static named => named.Value)).FirstOrDefault(static argument => argument.Kind == TypedConstantKind.Enum && argument.Type?.Name == "AuthorizationLevel");
        var name = level.Type is { } levels ? EnumName(levels, level.Value) : "Function";
        return name == "Anonymous"
            ? new EndpointAccess(AccessRule.Anonymous, ImmutableArray<string>.Empty, "endpoint")
            : new EndpointAccess(AccessRule.Authorized, ImmutableArray.Create(name.ToLowerInvariant() + " key"), "endpoint");
    }

    private static Binding AzureBinding(IParameterSymbol parameter, bool isTrigger, string route)
    {
        if (parameter.HasAttribute(Worker + "Http.FromBodyAttribute"))
            return Binding.Body;
        if (RouteText.Names(route, parameter.Name) && !isTrigger && parameter.GetAttributes().IsEmpty)
            return Binding.Route;
        // A trigger of one's own type is the body; other parameters come from the host or from what else it binds.
        var space = parameter.Type.ContainingNamespace?.Root();
        return isTrigger && space is not ("Microsoft" or "System") && parameter.Type.TypeKind is TypeKind.Class or TypeKind.Struct ? Binding.Body : isTrigger || EndpointBinding.IsContext(parameter.Type) ? Binding.Context : Binding.Service;
    }

    private static Binding AwsBinding(IParameterSymbol parameter, string route)
    {
        foreach (var attribute in parameter.GetAttributes())
        {
            if (attribute.AttributeClass is not { } type || type.ContainingNamespace?.Root() != "Amazon")
                continue;
            switch (type.Name)
            {
                case "FromBodyAttribute": return Binding.Body;
                case "FromQueryAttribute": return Binding.Query;
                case "FromHeaderAttribute": return Binding.Header;
                case "FromRouteAttribute": return Binding.Route;
                case "FromServicesAttribute": return Binding.Service;
                case "FromCustomAuthorizerAttribute": return Binding.Context;
            }
        }

        if (parameter.Type.ContainingNamespace?.Root() == "Amazon" || EndpointBinding.IsContext(parameter.Type))
            return Binding.Context;
        if (EndpointBinding.IsSimple(parameter.Type))
            return RouteText.Names(route, parameter.Name) ? Binding.Route : Binding.Query;
        return parameter.Type.TypeKind == TypeKind.Interface ? Binding.Service : Binding.Body;
    }

    private static BoundParameter Described(IParameterSymbol parameter, Binding binding)
    {
        var bound = EndpointBinding.Described(parameter, binding);
        return binding == Binding.Route ? bound with { Seen = bound.Seen with { IsOptional = false } } : bound;
    }

    private static string EnumName(ITypeSymbol type, object? value) =>
        type.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(field => field.HasConstantValue && Equals(field.ConstantValue, value))?.Name ?? "";
}
