using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>Reads expressions of one body: what a builder stands for, what a template says, which handler is meant.</summary>
internal static class RouteReader
{
    /// <summary>Whether values of this type carry routes or conventions. The name decides first: this is asked of every call.</summary>
    public static bool IsBuilder(ITypeSymbol? type)
    {
        switch (type)
        {
            case ITypeParameterSymbol { ConstraintTypes.Length: > 0 } open:
                return open.ConstraintTypes.Any(IsBuilder);
            case INamedTypeSymbol named when named.Name == "WebApplication" || named.Name.EndsWith("Builder", StringComparison.Ordinal):
                return named.Name switch
                {
                    "WebApplicationBuilder" or "StringBuilder" or "ApplicationBuilder" or "IApplicationBuilder" or "HostApplicationBuilder" or "ModelBuilder" => false,
                    "WebApplication" or "IEndpointRouteBuilder" or "IEndpointConventionBuilder" or "RouteGroupBuilder" or "RouteHandlerBuilder" => true,
                    _ => named.Implements("Microsoft.AspNetCore.Routing.IEndpointRouteBuilder") || named.Implements("Microsoft.AspNetCore.Builder.IEndpointConventionBuilder"),
                };
            default:
                return false;
        }
    }

    public static RouteNode Node(IOperation? value, int depth = 0)
    {
        if (value is null || depth > 32)
            return new RouteNode.Root();
        switch (LocalValues.Bare(value))
        {
            case IInvocationOperation call:
                return Call(call, depth);
            case ILocalReferenceOperation local:
                return LocalValues.Only(local) is { } only ? Node(only, depth + 1) : new RouteNode.Root();
            case IParameterReferenceOperation parameter:
                return new RouteNode.Given(parameter.Parameter);
            case IFieldReferenceOperation field:
                return new RouteNode.Stored(field.Field);
            case IPropertyReferenceOperation property when IsSource(property.Property):
                return new RouteNode.Stored(property.Property);
            case IConditionalOperation { WhenFalse: { } no } choice:
                return Node(choice.WhenTrue, depth + 1) is var yes and not RouteNode.Root && !IsGivenApp(yes) ? yes : Node(no, depth + 1);
            case ICoalesceOperation coalesce:
                return Node(coalesce.Value, depth + 1);
            default:
                return new RouteNode.Root();
        }
    }

    /// <summary>The expression that a call is made on: the instance, or the first argument of an extension method.</summary>
    public static IOperation? Receiver(IInvocationOperation call) =>
        call.Instance ?? (call.Arguments.FirstOrDefault(static argument => argument.Parameter is { Ordinal: 0 }) is { } first && IsBuilder(first.Parameter?.Type) ? first.Value : null);

    /// <summary>A library's method that maps something of its own and gives nothing to map below.</summary>
    public static bool IsForeignMap(IMethodSymbol method)
    {
        if (!method.Name.StartsWith("Map", StringComparison.Ordinal) || IsSource(method) || Routes.Maps.Contain(method))
            return false;
        var given = (method.ReducedFrom ?? method).Parameters.FirstOrDefault()?.Type;
        return given.Is("Microsoft.AspNetCore.Routing.IEndpointRouteBuilder") && !method.ReturnType.Is("Microsoft.AspNetCore.Routing.IEndpointRouteBuilder") && method.ReturnType.Name != "RouteGroupBuilder";
    }

    public static bool IsSource(ISymbol symbol) => symbol.OriginalDefinition.DeclaringSyntaxReferences.Length > 0;

    /// <summary>The pieces of a route template: constants, parameters and unknowns.</summary>
    public static IReadOnlyList<RoutePart> Text(IOperation? value, int depth = 0)
    {
        if (value is null || depth > 8)
            return [new RoutePart(null, null)];
        if (value.ConstantValue is { HasValue: true, Value: string constant })
            return [new RoutePart(constant, null)];
        switch (LocalValues.Bare(value))
        {
            case IParameterReferenceOperation { Type.SpecialType: SpecialType.System_String } parameter:
                return [new RoutePart(null, parameter.Parameter)];
            case ILocalReferenceOperation local when LocalValues.Only(local) is { } only:
                return Text(only, depth + 1);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum:
                return [.. Text(sum.LeftOperand, depth + 1), .. Text(sum.RightOperand, depth + 1)];
            case IInterpolatedStringOperation interpolated:
                return interpolated.Parts.SelectMany(part => part switch
                {
                    IInterpolatedStringTextOperation text => Text(text.Text, depth + 1),
                    IInterpolationOperation hole => Text(hole.Expression, depth + 1),
                    _ => [],
                }).ToArray();
            case var other when ClassText.Of(other, operation => Text(operation, depth + 1)) is { } text:
                return [new RoutePart(null, null) { Class = text }];
            case IFieldReferenceOperation { Field: { IsStatic: true, Name: "Empty", ContainingType.SpecialType: SpecialType.System_String } }:
                return [new RoutePart("", null)];
            default:
                return [new RoutePart(null, null)];
        }
    }

    /// <summary>The method behind a handler argument.</summary>
    public static (IMethodSymbol? Method, IParameterSymbol? Parameter) Handler(IOperation value)
    {
        for (var depth = 0; depth < 8; depth++)
        {
            switch (value)
            {
                case IConversionOperation conversion:
                    value = conversion.Operand;
                    continue;
                case IDelegateCreationOperation creation:
                    value = creation.Target;
                    continue;
                case IParenthesizedOperation parenthesized:
                    value = parenthesized.Operand;
                    continue;
                case IAnonymousFunctionOperation lambda:
                    return (lambda.Symbol, null);
                case IMethodReferenceOperation reference:
                    return (reference.Method, null);
                case IParameterReferenceOperation parameter:
                    return (null, parameter.Parameter);
                case ILocalReferenceOperation local when LocalValues.Only(local) is { } only:
                    value = only;
                    continue;
                default:
                    return default;
            }
        }

        return default;
    }

    private static RouteNode Call(IInvocationOperation call, int depth)
    {
        if (Routes.Maps.Contain(call.TargetMethod) || IsForeignMap(call.TargetMethod))
            return new RouteNode.Mapped(call.Syntax);
        if (IsSource(call.TargetMethod))
            return new RouteNode.Returned(call.Syntax);
        return Receiver(call) is { } receiver && IsBuilder(receiver.Type) ? Node(receiver, depth + 1) : new RouteNode.Root();
    }

    private static bool IsGivenApp(RouteNode node) => node is RouteNode.Given { Parameter.Type.Name: "WebApplication" };
}
