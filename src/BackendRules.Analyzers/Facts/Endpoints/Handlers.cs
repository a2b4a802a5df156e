using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>A handler whose body is being shown.</summary>
/// <param name="Method">The action, the mapped method or the lambda.</param>
/// <param name="Body">Its body.</param>
/// <param name="Name">What a reader calls it: the action's name, or the route of a lambda.</param>
/// <param name="Verb">The HTTP verb, or null where there are several.</param>
/// <param name="Report">Reports a finding in the body.</param>
/// <param name="Cancellation">Ends the work.</param>
internal sealed record Handler(IMethodSymbol Method, IOperation Body, string Name, string? Verb, Action<Diagnostic> Report, CancellationToken Cancellation);

/// <summary>
/// Shows every handler with its body: actions of controllers, lambdas, methods and local functions given to <c>MapGet</c> and its like, handlers of Razor Pages, functions that
/// HTTP triggers, and endpoint classes.
/// </summary>
internal static class Handlers
{
    public static void Watch(Watch watch, Action<Handler> see)
    {
        watch.Call(EntryPoints.MapMethods, (context, map) =>
        {
            foreach (var argument in map.Arguments)
            {
                if (RouteReader.Handler(argument.Value).Method is not { MethodKind: MethodKind.AnonymousFunction } symbol
                    || argument.Value.DescendantsAndSelf().FirstOrDefault(o => o is IAnonymousFunctionOperation lambda && SymbolEqualityComparer.Default.Equals(lambda.Symbol, symbol)) is not IAnonymousFunctionOperation { Body: { } body })
                    continue;
                var route = map.Arguments.Select(static a => a.Value.ConstantValue is { HasValue: true, Value: string text } ? text : null).FirstOrDefault(static text => text is { Length: > 0 });
                see(new Handler(symbol, body, route ?? Written(map) ?? map.TargetMethod.Name, Verb(map.TargetMethod.Name), context.ReportDiagnostic, context.CancellationToken));
            }
        });
        var declared = DeclaredHandlers.Concern(watch.Known);
        watch.Body(context =>
        {
            var all = MappedHandlers.Of(context.Compilation, context.CancellationToken);
            foreach (var function in all.Functions(context.OwningSymbol))
            {
                if (Body(context.OperationBlocks, function) is { } code)
                    see(new Handler(function, code, function.Name, all.MapOf(function) is { } only ? Verb(only) : null, context.ReportDiagnostic, context.CancellationToken));
            }

            if (context.OwningSymbol is not IMethodSymbol { MethodKind: MethodKind.Ordinary } method || Answers.Body(context.OperationBlocks) is not { } body)
                return;
            var endpoints = ControllerEndpoints.Of(context.Compilation, context.CancellationToken).Of(method);
            if (endpoints.Count > 0)
                see(new Handler(method, body, method.Name, endpoints[0].Endpoint.Verb, context.ReportDiagnostic, context.CancellationToken));
            else if (all.Contains(method))
                see(new Handler(method, body, method.Name, all.MapOf(method) is { } map ? Verb(map) : null, context.ReportDiagnostic, context.CancellationToken));
            else if (declared && DeclaredHandlers.Of(method) is { } one)
                see(new Handler(method, body, one.Name, one.Verb, context.ReportDiagnostic, context.CancellationToken));
        });
    }

    /// <summary>The pattern as it is written, where it is no constant.</summary>
    private static string? Written(IInvocationOperation map)
    {
        const int Longest = 80;
        var pattern = map.Arguments.FirstOrDefault(static a => a.Parameter is { Name: "pattern", Type.SpecialType: SpecialType.System_String })?.Value.Syntax;
        var text = pattern is InterpolatedStringExpressionSyntax interpolated ? interpolated.Contents.ToString() : pattern?.ToString();
        return text is { Length: > 0 and <= Longest } && text.IndexOf('\n') < 0 ? text : null;
    }

    /// <summary>The body of a local function among a member's blocks.</summary>
    public static IOperation? Body(ImmutableArray<IOperation> blocks, IMethodSymbol function) =>
        blocks.SelectMany(static block => block.Descendants()).OfType<ILocalFunctionOperation>().FirstOrDefault(one => SymbolEqualityComparer.Default.Equals(one.Symbol, function))?.Body;

    private static string Verb(string map) => map switch
    {
        "MapGet" => "GET",
        "MapPost" => "POST",
        "MapPut" => "PUT",
        "MapDelete" => "DELETE",
        "MapPatch" => "PATCH",
        _ => "ANY",
    };
}
