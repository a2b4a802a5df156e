using System.Collections.Immutable;
using BackendRules.Flow;
using Microsoft.CodeAnalysis;

namespace BackendRules;

/// <summary>Tells the flow engine which parameters a caller from outside controls.</summary>
internal sealed class RequestHost(Kinds sources, Kinds sinks, TaintFacts facts, GraphRoots graph, ValidatedTexts validated, HubClients clients, MediatorHandlers handlers, MappedHandlers mapped) : FlowHost
{
    /// <summary>How the words for a header's value end, in models too.</summary>
    internal const string Header = "a request header";

    private readonly ulong _remote = sources.Find("remote");
    private readonly ulong _exception = sources.Find("exception");
    private readonly ulong _queue = sources.Find("queue");
    private readonly ulong _response = sinks.Find("response");

    public override EntryParameter? Entry(IMethodSymbol method, IParameterSymbol parameter)
    {
        if (parameter.Type.Name.EndsWith("Exception", StringComparison.Ordinal) && method is { Name: "TryHandleAsync", ContainingType: { } handler } && handler.Implements("Microsoft.AspNetCore.Diagnostics.IExceptionHandler"))
            return new EntryParameter(_exception, "the unhandled exception");
        if (method.MethodKind != MethodKind.Ordinary || !BoundData.Contains(parameter))
            return null;
        return EntryPoints.Kind(method) switch
        {
            EntryKind.Action or EntryKind.Page or EntryKind.Endpoint or EntryKind.Hub or EntryKind.Resolver or EntryKind.Mediator => FromRequest(parameter),
            EntryKind.Grpc when parameter.Ordinal == 0 => FromRequest(parameter),
            EntryKind.Function => FromFunction(parameter),
            EntryKind.Consumer when parameter.Ordinal == 0 => new EntryParameter(_queue, $"the message '{parameter.Name}'"),
            EntryKind.None when graph.IsGiven(method) || IsInherited(method) => FromRequest(parameter),
            _ => null,
        };
    }

    public override bool Registers(IMethodSymbol method) => EntryPoints.MapMethods.Contain(method);

    public override EntryParameter? Handler(IMethodSymbol registration, IParameterSymbol parameter) => BoundData.Contains(parameter) ? FromRequest(parameter) : null;

    public override bool IsIdle(IOperation condition, bool outcome) => EnvironmentGate.Excludes(condition, outcome);

    public override bool Constrains(string template, IParameterSymbol parameter) => RouteConstraints.Of(template, parameter.Name) is { } constraints && constraints.Any(RouteConstraints.Admits);

    /// <summary>Whether every route of an action that names a parameter constrains it.</summary>
    private bool IsConstrained(IMethodSymbol method, IParameterSymbol parameter)
    {
        if (parameter.Type.SpecialType != SpecialType.System_String || parameter.GetAttributes().Any(static attribute => attribute.AttributeClass?.Name is "FromQueryAttribute" or "FromFormAttribute" or "FromBodyAttribute" or "FromHeaderAttribute"))
            return false;
        var isNamed = false;
        foreach (var attribute in method.GetAttributes().Concat(method.ContainingType.GetAttributes()))
        {
            if (attribute.ConstructorArguments is not [{ Value: string template }, ..] || attribute.AttributeClass?.AllInterfaces.Any(static contract => contract.Name == "IRouteTemplateProvider") != true || RouteConstraints.Of(template, parameter.Name) is null)
                continue;
            if (!Constrains(template, parameter))
                return false;
            isNamed = true;
        }

        return isNamed;
    }

    /// <summary>An API controller answers 400 by itself where an attribute isn't satisfied.</summary>
    public override ulong Refuses(IMethodSymbol method, ISymbol filled)
    {
        if (filled is IParameterSymbol parameter && IsConstrained(method, parameter))
            return Kinds.All;
        ulong kinds = 0;
        foreach (var attribute in Attributes(filled))
        {
            if (attribute.AttributeClass?.Name == "AllowedValuesAttribute")
                kinds = Kinds.All;
            else if (attribute is { AttributeClass.Name: "RegularExpressionAttribute", ConstructorArguments: [{ Value: string pattern }] })
                kinds |= AnchoredPattern.Proves($"^{pattern.TrimStart('^').TrimEnd('$')}$", sinks);
            else if (attribute is { AttributeClass.Name: "StringLengthAttribute" or "MaxLengthAttribute", ConstructorArguments: [{ Value: <= AnchoredPattern.ShortText }] })
                kinds |= sinks.Find("match");
        }

        return kinds != 0 && method.ContainingType.HasAttribute("Microsoft.AspNetCore.Mvc.ApiControllerAttribute") ? kinds : 0;
    }

    /// <summary>Those of a record's property stand at the parameter of its constructor.</summary>
    private static ImmutableArray<AttributeData> Attributes(ISymbol filled)
    {
        var own = filled.GetAttributes();
        if (!own.IsEmpty || filled is not IPropertySymbol { ContainingType: { IsRecord: true } type })
            return own;
        foreach (var constructor in type.InstanceConstructors)
        {
            foreach (var parameter in constructor.Parameters)
            {
                if (parameter.Name == filled.Name)
                    return parameter.GetAttributes();
            }
        }

        return own;
    }

    public override ulong Validated(IPropertySymbol property) => validated.Of(property) is not { } pattern ? 0 : pattern.Length == 0 ? Kinds.All : AnchoredPattern.Proves(pattern, sinks);

    public override bool RunsAlone(INamedTypeSymbol type) =>
        type.Implements("Microsoft.Extensions.Hosting.IHostedService") || type.Implements("Microsoft.AspNetCore.Http.IResult") || type.Implements("Microsoft.AspNetCore.Mvc.IActionResult");

    public override IMethodSymbol? Answering(IMethodSymbol method, ITypeSymbol message) => method.ContainingNamespace?.Name is "MediatR" or "Mediator" ? handlers.Of(message) : null;

    public override ulong Sent(IMethodSymbol method) => clients.Contains(method.ContainingType) ? _response : 0;

    public override ulong Answers(IMethodSymbol? method, ITypeSymbol? type)
    {
        if (method is not null && !mapped.Contains(method) && (method.MethodKind != MethodKind.Ordinary || EntryPoints.Kind(method) is not (EntryKind.Action or EntryKind.Hub or EntryKind.Grpc or EntryKind.Resolver)))
            return 0;
        if (type is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments: [var awaited] })
            type = awaited;
        // What is put into a result was told there.
        return type is null or { TypeKind: TypeKind.Error } or { Name: "ActionResult" } || IsResult(type, "Microsoft.AspNetCore.Mvc.IActionResult") || IsResult(type, "Microsoft.AspNetCore.Http.IResult") ? 0 : _response;

        static bool IsResult(ITypeSymbol type, string contract) => type.Is(contract) || type.Implements(contract);
    }

    public override bool IsService(ITypeSymbol type) =>
        type is { TypeKind: TypeKind.Interface, ContainingNamespace: { } space } && space.ToDisplayString() is "Microsoft.Extensions.Configuration" or "Microsoft.Extensions.Options" or "Microsoft.Extensions.Hosting" or "Microsoft.AspNetCore.Hosting"
        || type.IsOrInherits("Microsoft.EntityFrameworkCore.DbContext");

    public override bool HasFacts(IAssemblySymbol assembly) => facts.Speaks(assembly.Name);

    public override Filling Fills(INamedTypeSymbol type) => EntryPoints.Kind(type) is EntryKind.Action or EntryKind.Page ? Filling.Visible
        : type.IsOrInherits("Microsoft.AspNetCore.Components.ComponentBase") ? Filling.All
        : Filling.None;

    public override EntryParameter? Bound(IPropertySymbol property)
    {
        if (property.ContainingType is not { } type || !IsBound(property) && !type.HasAttribute("Microsoft.AspNetCore.Mvc.BindPropertiesAttribute"))
            return null;
        return type.IsAbstract || Fills(type) != Filling.None ? new EntryParameter(_remote, $"'{property.Name}' from the request") : null;
    }

    private static bool IsBound(IPropertySymbol property)
    {
        foreach (var attribute in property.GetAttributes())
        {
            if (attribute.AttributeClass?.Name is "BindPropertyAttribute" or "FromQueryAttribute" or "FromRouteAttribute" or "FromFormAttribute" or "FromHeaderAttribute" or "FromBodyAttribute" or "SupplyParameterFromQueryAttribute" or "SupplyParameterFromFormAttribute")
                return true;
        }

        return false;
    }

    /// <summary>An action that a base class of controllers declares.</summary>
    private static bool IsInherited(IMethodSymbol method) =>
        method is { DeclaredAccessibility: Accessibility.Public, IsStatic: false, ContainingType: { IsAbstract: true } type } && type.IsOrInherits("Microsoft.AspNetCore.Mvc.ControllerBase")
        && method.HasAttribute("Microsoft.AspNetCore.Mvc.Routing.HttpMethodAttribute");

    private EntryParameter FromRequest(IParameterSymbol parameter) =>
        new(_remote, $"'{parameter.Name}' from {(parameter.HasAttribute("Microsoft.AspNetCore.Mvc.FromHeaderAttribute") ? Header : "the request")}");

    private EntryParameter? FromFunction(IParameterSymbol parameter)
    {
        foreach (var attribute in parameter.GetAttributes())
        {
            switch (attribute.AttributeClass?.Name)
            {
                case "HttpTriggerAttribute" or "FromQueryAttribute" or "FromBodyAttribute" or "FromRouteAttribute" or "FromHeaderAttribute":
                    return FromRequest(parameter);
                case "ServiceBusTriggerAttribute" or "QueueTriggerAttribute" or "EventHubTriggerAttribute" or "KafkaTriggerAttribute" or "RabbitMQTriggerAttribute":
                    return new EntryParameter(_queue, $"the message '{parameter.Name}'");
            }
        }

        // A part of the route, bound by its name.
        return parameter.GetAttributes().IsEmpty && parameter.ContainingSymbol is IMethodSymbol function && function.Parameters.Any(static other => other.GetAttributes().Any(static attribute => attribute.AttributeClass?.Name == "HttpTriggerAttribute"))
            ? FromRequest(parameter)
            : null;
    }
}
