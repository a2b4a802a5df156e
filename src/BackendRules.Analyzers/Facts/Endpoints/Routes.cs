using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>Collects every call that says something about routes, body by body; <see cref="RouteTree"/> joins them at the end.</summary>
internal sealed class Routes
{
    private const string Extensions = "Microsoft.AspNetCore.Builder.";

    /// <summary>The calls that add a node to the tree.</summary>
    public static readonly Members Maps = new(
        Extensions + "EndpointRouteBuilderExtensions.{MapGroup,Map,MapGet,MapPost,MapPut,MapDelete,MapPatch,MapMethods}",
        Extensions + "ControllerEndpointRouteBuilderExtensions.{MapControllers,MapDefaultControllerRoute,MapControllerRoute,MapAreaControllerRoute}",
        Extensions + "HubEndpointRouteBuilderExtensions.MapHub", Extensions + "GrpcEndpointRouteBuilderExtensions.MapGrpcService",
        "Microsoft.AspNetCore.Routing.IdentityApiEndpointRouteBuilderExtensions.MapIdentityApi", "Microsoft.AspNetCore.Builder.RazorPagesEndpointRouteBuilderExtensions.MapRazorPages");

    public readonly ConcurrentBag<MapCall> Mapped = [];
    public readonly ConcurrentBag<Convention> Conventions = [];
    public readonly ConcurrentBag<HelperCall> Helpers = [];
    public readonly ConcurrentBag<(ISymbol Member, RouteNode Value)> Stores = [];
    public readonly ConcurrentBag<(IMethodSymbol Method, RouteNode Value)> Returns = [];
    public readonly CarterModules Modules = new();
    public readonly ClassTexts Texts = new();

    private bool _hasModules;

    public void Register(Watch watch)
    {
        if (!watch.Known.Has("Microsoft.AspNetCore.Routing.IEndpointRouteBuilder"))
            return;
        _hasModules = watch.Known.Has("Carter.CarterExtensions");
        watch.Operation(OperationKind.Invocation, See);
        watch.Operation(OperationKind.SimpleAssignment, Assigned);
        watch.Body(Body);
        watch.Body(Texts.See);
    }

    private void See(OperationAnalysisContext context)
    {
        var call = (IInvocationOperation)context.Operation;
        var method = call.TargetMethod;
        if (RouteReader.IsSource(method))
        {
            Helper(call);
            return;
        }

        if (ReflectedCall.Of(call) is { } reflected)
        {
            Helpers.Add(reflected);
            return;
        }

        if (_hasModules && Modules.See(context, call) is { } module)
        {
            Say(call, module, null);
            return;
        }

        if (RouteReader.Receiver(call) is not { } receiver || !RouteReader.IsBuilder(receiver.Type))
            return;
        if (Maps.Contain(method) || RouteReader.IsForeignMap(method))
            Mapped.Add(Map(call, receiver, context.ContainingSymbol));
        else
            Say(call, RouteReader.Node(receiver), receiver);
    }

    private static MapCall Map(IInvocationOperation call, IOperation receiver, ISymbol container)
    {
        var name = call.TargetMethod.Name;
        IReadOnlyList<RoutePart> pattern = [];
        IReadOnlyList<string> verbs = name switch
        {
            "MapGet" or "MapOpenApi" or "MapScalarApiReference" or "MapFallbackToFile" => ["GET"],
            "MapPost" => ["POST"],
            "MapPut" => ["PUT"],
            "MapDelete" => ["DELETE"],
            "MapPatch" => ["PATCH"],
            _ => ["ANY"],
        };
        IMethodSymbol? handler = null;
        IParameterSymbol? given = null;
        var isGiven = false;
        foreach (var argument in call.Arguments)
        {
            switch (argument.Parameter?.Name)
            {
                case "pattern" or "prefix" or "path" or "route" or "routePattern":
                    isGiven |= argument.ArgumentKind == ArgumentKind.Explicit;
                    pattern = argument.Value is IInvocationOperation { TargetMethod.Name: "Parse", Arguments: [var text, ..] } ? RouteReader.Text(text.Value) : RouteReader.Text(argument.Value);
                    break;
                case "handler" or "requestDelegate":
                    (handler, given) = RouteReader.Handler(argument.Value);
                    break;
                case "httpMethods":
                    verbs = Verbs(argument.Value);
                    break;
            }
        }

        var service = call.TargetMethod.TypeArguments.FirstOrDefault() as INamedTypeSymbol;
        var isForeign = RouteReader.IsForeignMap(call.TargetMethod);
        if (isForeign && !isGiven && Usual(name) is { } usual)
            pattern = [new RoutePart(usual, null)];
        return new MapCall(call.Syntax, RouteReader.Node(receiver), name, verbs, pattern, handler, given, service, container) { IsForeign = isForeign };
    }

    /// <summary>Where libraries answer when nobody says where.</summary>
    private static string? Usual(string method) => method switch
    {
        "MapFallbackToFile" or "MapFallbackToPage" or "MapFallbackToController" or "MapFallbackToAreaController" => "/{*path:nonfile}",
        "MapScalarApiReference" => "/scalar/{documentName?}",
        "MapHangfireDashboard" => "/hangfire",
        "MapPrometheusScrapingEndpoint" => "/metrics",
        "MapHealthChecksUI" => "/healthchecks-ui",
        "MapBlazorHub" => "/_blazor",
        "MapGraphQL" => "/graphql",
        _ => null,
    };

    private static IReadOnlyList<string> Verbs(IOperation value)
    {
        var verbs = LocalValues.Resolve(value).DescendantsAndSelf().Where(static operation => operation is ILiteralOperation or IFieldReferenceOperation or IPropertyReferenceOperation or IInvocationOperation)
            .Select(static operation => operation.ConstantValue is { HasValue: true, Value: string text } ? text : operation is IPropertyReferenceOperation { Property: { Name: var name, ContainingType.Name: "HttpMethod" or "HttpMethods" } } ? name
                : operation is IFieldReferenceOperation { Field: { Name: var field, ContainingType.Name: "HttpMethods" } } ? field : null)
            .OfType<string>().Select(static verb => verb.ToUpperInvariant()).Distinct().ToArray();
        return verbs.Length == 0 ? ["ANY"] : verbs;
    }

    private void Say(IInvocationOperation call, RouteNode target, IOperation? receiver) => Conventions.Add(Said(call, target, receiver));

    /// <summary>What a call says of the node that it is made on.</summary>
    public static Convention Said(IInvocationOperation call, RouteNode target, IOperation? receiver)
    {
        var texts = new List<string>();
        var numbers = new List<int>();
        int? status = null;
        ITypeSymbol? type = call.TargetMethod.TypeArguments.FirstOrDefault(static argument => !RouteReader.IsBuilder(argument));
        foreach (var argument in call.Arguments)
        {
            if (argument.Value == receiver)
                continue;
            foreach (var inner in argument.Value.DescendantsAndSelf())
            {
                switch (inner)
                {
                    case { ConstantValue: { HasValue: true, Value: string text } }:
                        texts.Add(text);
                        break;
                    case { ConstantValue: { HasValue: true, Value: double version } }:
                        texts.Add(version.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture));
                        break;
                    case { ConstantValue: { HasValue: true, Value: int number } } when argument.Parameter?.Name == "statusCode":
                        status = number;
                        break;
                    case { ConstantValue: { HasValue: true, Value: int number } }:
                        numbers.Add(number);
                        break;
                    case IObjectCreationOperation { Type: { } created }:
                        texts.Add(created.Name);
                        break;
                    case ITypeOfOperation { TypeOperand: { } operand }:
                        type ??= operand;
                        break;
                }
            }
        }

        if (numbers.Count > 0 && call.TargetMethod.Name.EndsWith("ApiVersion", StringComparison.Ordinal))
            texts.Add(numbers[0] + "." + (numbers.Count > 1 ? numbers[1] : 0));
        return new Convention(target, call.TargetMethod.Name, texts, type, status);
    }

    private void Helper(IInvocationOperation call)
    {
        Dictionary<int, RouteNode>? builders = null;
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is { } parameter && (RouteReader.IsBuilder(parameter.Type) || RouteReader.IsBuilder(parameter.OriginalDefinition.Type)))
                (builders ??= []).Add(parameter.Ordinal, RouteReader.Node(argument.Value));
        }

        if (builders is null)
            return;
        var texts = new Dictionary<int, IReadOnlyList<RoutePart>>();
        var handlers = new Dictionary<int, IMethodSymbol>();
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is not { } parameter)
                continue;
            if (parameter.Type.SpecialType == SpecialType.System_String)
                texts[parameter.Ordinal] = RouteReader.Text(argument.Value);
            else if (parameter.Type.TypeKind == TypeKind.Delegate || parameter.Type.SpecialType == SpecialType.System_Delegate || parameter.Type.Name == "Delegate")
            {
                if (RouteReader.Handler(argument.Value).Method is { } handler)
                    handlers[parameter.Ordinal] = handler;
            }
        }

        var called = call.TargetMethod.ReducedFrom ?? call.TargetMethod;
        Helpers.Add(new HelperCall(call.Syntax, called.OriginalDefinition, called, call.ConstrainedToType as ITypeParameterSymbol, builders, texts, handlers));
    }

    private void Assigned(OperationAnalysisContext context)
    {
        var assignment = (ISimpleAssignmentOperation)context.Operation;
        if (assignment.Target is IFieldReferenceOperation or IPropertyReferenceOperation && LocalValues.Named(assignment.Target) is { } member && RouteReader.IsBuilder(assignment.Target.Type))
            Stores.Add((member, RouteReader.Node(assignment.Value)));
    }

    /// <summary>What helper methods return.</summary>
    private void Body(OperationBlockAnalysisContext context)
    {
        if (context.OwningSymbol is not IMethodSymbol { ReturnsVoid: false } method || !RouteReader.IsBuilder(method.ReturnType))
            return;
        foreach (var block in context.OperationBlocks)
        {
            foreach (var operation in block.Descendants())
            {
                if (operation is IReturnOperation { ReturnedValue: { } value } && !IsInner(operation, block))
                    Returns.Add((method.OriginalDefinition, RouteReader.Node(value)));
            }
        }
    }

    private static bool IsInner(IOperation operation, IOperation block)
    {
        for (var current = operation.Parent; current is not null && current != block; current = current.Parent)
        {
            if (current is IAnonymousFunctionOperation or ILocalFunctionOperation)
                return true;
        }

        return false;
    }
}
