using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Workspaces;

/// <summary>The status that a result stands for.</summary>
internal static class ResultStatus
{
    public static int? Of(IOperation value) => value switch
    {
        IInvocationOperation call when Answers.IsResult(call.TargetMethod) || call.TargetMethod.ContainingType is { Name: "Controller" or "ControllerBase" } => OfCall(call),
        IObjectCreationOperation { Type: { } type } creation when EndpointResponses.IsResult(type) => OfType(type, creation),
        IPropertyReferenceOperation { Property: { Name: "Empty", ContainingType.Name: "Results" or "TypedResults" } } => 200,
        _ => value.Type is INamedTypeSymbol { ContainingNamespace.Name: "HttpResults" } typed ? EndpointResponses.Status(typed) : null,
    };

    /// <summary>Whether people read the answer, not programs.</summary>
    public static bool IsPage(IOperation value) =>
        value is IInvocationOperation { TargetMethod.Name: "View" or "PartialView" or "Page" or "ViewComponent" or "Challenge" } or IObjectCreationOperation { Type.Name: "ViewResult" or "PartialViewResult" or "PageResult" };

    /// <summary>Headers that the result always sets.</summary>
    public static ImmutableArray<string> Headers(IOperation value)
    {
        var name = value switch
        {
            IInvocationOperation call => call.TargetMethod.Name,
            IObjectCreationOperation { Type: { } type } => type.Name,
            _ => "",
        };
        return name.StartsWith("Created", StringComparison.Ordinal) && !(value is IInvocationOperation { Arguments.IsEmpty: true }) || name.StartsWith("Redirect", StringComparison.Ordinal) ? ["Location"] : [];
    }

    private static int? OfCall(IInvocationOperation call)
    {
        if (Number(call.Arguments, "statusCode") is { } given)
            return given;
        return call.TargetMethod.Name switch
        {
            "Ok" or "Json" or "Text" or "Content" or "File" or "PhysicalFile" or "VirtualFile" or "Stream" or "Bytes" or "View" or "PartialView" or "Page" or "ServerSentEvents" or "SignIn" or "SignOut" => 200,
            // A scheme that logs in elsewhere redirects; without one the default scheme refuses.
            "Challenge" => call.Arguments.All(static a => a.IsImplicit) ? 401 : 302,
            "NewResult" or "StatusCode" => null,
            "BadGateway" => 502,
            "ServiceUnavailable" => 503,
            "Problem" or "InternalServerError" => call.Arguments.Any(static a => a.Parameter?.Name == "statusCode" && !a.IsImplicit) ? null : 500,
            "Redirect" or "LocalRedirect" or "RedirectToAction" or "RedirectToRoute" or "RedirectToPage" => 302,
            "RedirectPermanent" or "LocalRedirectPermanent" or "RedirectToActionPermanent" => 301,
            var name => EndpointResponses.Status(name),
        };
    }

    private static int? OfType(ITypeSymbol type, IObjectCreationOperation creation)
    {
        if (type is INamedTypeSymbol { ContainingNamespace.Name: "HttpResults" } typed)
            return EndpointResponses.Status(typed);
        var assigned = creation.Initializer?.Initializers.OfType<ISimpleAssignmentOperation>()
            .FirstOrDefault(static a => a.Target is IPropertyReferenceOperation { Property.Name: "StatusCode" })?.Value.ConstantValue;
        if (assigned is { HasValue: true, Value: int set })
            return set;
        return type.Name switch
        {
            "OkObjectResult" or "OkResult" or "JsonResult" or "ContentResult" or "FileContentResult" or "FileStreamResult" or "PhysicalFileResult" or "VirtualFileResult" or "ObjectResult" or "EmptyResult" or "ViewResult" or "PartialViewResult" => 200,
            "CreatedResult" or "CreatedAtActionResult" or "CreatedAtRouteResult" => 201,
            "AcceptedResult" or "AcceptedAtActionResult" or "AcceptedAtRouteResult" => 202,
            "NoContentResult" => 204,
            "BadRequestObjectResult" or "BadRequestResult" => 400,
            "UnauthorizedResult" or "UnauthorizedObjectResult" or "ChallengeResult" => 401,
            "ForbidResult" => 403,
            "NotFoundResult" or "NotFoundObjectResult" => 404,
            "ConflictResult" or "ConflictObjectResult" => 409,
            "UnprocessableEntityResult" or "UnprocessableEntityObjectResult" => 422,
            "RedirectResult" or "RedirectToActionResult" or "RedirectToRouteResult" or "LocalRedirectResult" => 302,
            "StatusCodeResult" => Number(creation.Arguments, "statusCode"),
            _ => null,
        };
    }

    private static int? Number(ImmutableArray<IArgumentOperation> arguments, string parameter)
    {
        foreach (var argument in arguments)
        {
            if (argument.Parameter?.Name == parameter && !argument.IsImplicit)
                return argument.Value.ConstantValue is { HasValue: true, Value: int number } ? number : argument.Value is IConversionOperation { Operand.ConstantValue: { HasValue: true, Value: int inner } } ? inner : null;
        }

        return null;
    }
}
