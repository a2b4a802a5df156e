using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Workspaces;

/// <summary>Answers that a handler doesn't return: FastEndpoints sends them, and functions write them into a response of the host.</summary>
internal static class SentAnswers
{
    private const string Responses = "Microsoft.Azure.Functions.Worker.Http.";

    private static readonly Members s_written = new(Responses + "HttpResponseDataExtensions.{WriteAsJsonAsync}");

    /// <summary>What is sent in a body, and whether that is all: every call's status is known.</summary>
    public static (IReadOnlyList<FoundAnswer> Answers, bool IsWhole) Of(IOperation body)
    {
        var sent = body.Descendants().OfType<IInvocationOperation>().Where(static call => IsSending(call.TargetMethod)).Select(static call => (Status: Status(call), Call: call)).ToList();
        return ([.. sent.Where(static one => one.Status is not null).Select(static one => new FoundAnswer(one.Status!.Value, Payload(one.Call) is { } payload ? BodyAnswers.Flown(payload.Type, payload) : null, []))], sent.Count > 0 && sent.TrueForAll(static one => one.Status is not null));
    }

    /// <summary>The status of <c>request.CreateResponse(…)</c>, or null when it is another call or not constant.</summary>
    public static int? Created(IOperation value) => value is IInvocationOperation { TargetMethod: { Name: "CreateResponse", ContainingType: { } type } } call && (type.Is(Responses + "HttpRequestData") || type.Is(Responses + "HttpRequestDataExtensions"))
        ? call.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name == "statusCode") is { } given ? Number(given) : 200 : null;

    /// <summary>What is written into a response that a local holds.</summary>
    public static ITypeSymbol? Written(IOperation returned) => LocalValues.Bare(returned) is ILocalReferenceOperation local
        ? Root(local).Descendants().OfType<IInvocationOperation>().Where(static call => s_written.Contain(call.TargetMethod))
            .Where(call => call.Arguments.Any(argument => argument.Parameter?.Ordinal == 0 && LocalValues.Bare(argument.Value) is ILocalReferenceOperation target && SymbolEqualityComparer.Default.Equals(target.Local, local.Local)))
            .Select(static call => call.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name == "instance")?.Value).Where(static value => value is not null).Select(static value => LocalValues.Bare(value!).Type).FirstOrDefault()
        : null;

    private static bool IsSending(IMethodSymbol method) =>
        method.Name.EndsWith("Async", StringComparison.Ordinal)
        && (method.ContainingType.Is("FastEndpoints.ResponseSender`2") || method.Name.StartsWith("Send", StringComparison.Ordinal) && method.ContainingType.IsOrInherits("FastEndpoints.BaseEndpoint"));

    private static int? Status(IInvocationOperation call)
    {
        if (call.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name == "statusCode") is { } given)
            return Number(given);
        var name = call.TargetMethod.Name;
        return name.Substring(name.StartsWith("Send", StringComparison.Ordinal) ? 4 : 0).Replace("Async", "", StringComparison.Ordinal) switch
        {
            "" or "Ok" or "Response" or "String" or "File" or "Stream" or "Bytes" or "EventStream" or "EmptyJsonObject" or "Mapped" => 200,
            "CreatedAt" => 201,
            "AcceptedAt" => 202,
            "NoContent" => 204,
            "Redirect" => 302,
            "NotModified" => 304,
            "Unauthorized" => 401,
            "Forbidden" => 403,
            "NotFound" => 404,
            _ => null,
        };
    }

    private static IOperation? Payload(IInvocationOperation call) =>
        call.Arguments.FirstOrDefault(static argument => argument is { Parameter.Name: "response" or "responseBody", IsImplicit: false }) is { } given && LocalValues.Bare(given.Value) is { ConstantValue: not { HasValue: true, Value: null } } value ? value : null;

    private static int? Number(IArgumentOperation argument) => LocalValues.Bare(argument.Value).ConstantValue is { HasValue: true, Value: int number } ? number : null;

    private static IOperation Root(IOperation operation)
    {
        while (operation.Parent is { } parent)
            operation = parent;
        return operation;
    }
}
