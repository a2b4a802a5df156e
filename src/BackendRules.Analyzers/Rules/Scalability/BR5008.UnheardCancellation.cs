using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>BR5008: a handler goes on working when its caller has left.</summary>
public sealed class UnheardCancellation : Check
{
    internal static readonly Rule Declared = new(
        "BR5008",
        nameof(UnheardCancellation),
        "Work ends when the caller has left",
        "'{0}' takes no 'CancellationToken', so '{1}' goes on when the caller has left; take one and pass it on",
        Level.Info)
    {
        Profile = ["CR4"],
    };

    public UnheardCancellation()
        : base(Declared)
    {
    }

    public override bool Concerns(Known known) => known.Has("Microsoft.AspNetCore.Routing.IEndpointRouteBuilder") || known.Has("Microsoft.AspNetCore.Mvc.ControllerBase")
        || DeclaredHandlers.Concern(known);

    public override void Start(Watch watch) => Handlers.Watch(watch, static handler =>
    {
        // A Lambda function is given no token.
        if (handler.Method.HasAttribute("Amazon.Lambda.Annotations.LambdaFunctionAttribute") || handler.Method.Parameters.Any(static parameter => CancellableCall.IsToken(parameter.Type) || parameter.HasAttribute("Microsoft.AspNetCore.Http.AsParametersAttribute")) || HasToken(handler.Body) || Writes(handler.Body))
            return;
        foreach (var inner in handler.Body.Descendants())
        {
            // One finding a handler: the token is one parameter. What another method does in answer to a POST may be a change.
            if (Awaited(inner) is { } awaited && CancellableCall.In(awaited) is { } call && (handler.Verb == "GET" || DataCall.Of(call) is { Effect: DataEffect.Query }))
            {
                handler.Report(Declared.At(CallPlace.Of(call), handler.Name, call.TargetMethod.Name));
                return;
            }
        }
    });

    /// <summary>What is awaited here, or by whoever called the handler.</summary>
    private static IOperation? Awaited(IOperation operation) => operation switch
    {
        IAwaitOperation wait => wait.Operation,
        IReturnOperation { ReturnedValue: { Type: INamedTypeSymbol { Name: "Task" or "ValueTask" } } returned } => returned,
        _ => null,
    };

    /// <summary>What a request has begun to change may rightly be brought to its end.</summary>
    private static bool Writes(IOperation body)
    {
        foreach (var inner in body.Descendants())
        {
            if (inner is IInvocationOperation call && Outcome.Of(call) is { Kind: OutcomeKind.Save or OutcomeKind.Write or OutcomeKind.Publish or OutcomeKind.Payment })
                return true;
        }

        return false;
    }

    private static bool HasToken(IOperation body)
    {
        foreach (var inner in body.Descendants())
        {
            if (inner is IPropertyReferenceOperation { Property.Name: "RequestAborted" } or ILocalReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation && CancellableCall.IsToken(inner.Type) && inner is not IPropertyReferenceOperation { Property.Name: "None" })
                return true;
        }

        return false;
    }
}
