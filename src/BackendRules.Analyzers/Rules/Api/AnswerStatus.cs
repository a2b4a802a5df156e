using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>The status code of an answer such as <c>NotFound()</c>.</summary>
internal static class AnswerStatus
{
    /// <summary>The status, or null when the expression doesn't say it.</summary>
    public static int? Of(IOperation answer)
    {
        if (Answers.Plain(answer) is not IInvocationOperation call || !Answers.IsResult(call.TargetMethod))
            return null;
        return call.TargetMethod.Name switch
        {
            "Ok" or "Json" or "File" => call.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name == "statusCode") is { } code && code.ArgumentKind != ArgumentKind.DefaultValue ? Number(code.Value) : 200,
            "StatusCode" when call.Arguments.Length > 0 => Number(call.Arguments[0].Value),
            "Problem" => call.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name == "statusCode") is { ArgumentKind: not ArgumentKind.DefaultValue } said ? Number(said.Value) : 500,
            var name => EndpointResponses.Status(name),
        };
    }

    /// <summary>Where a reader sees the status.</summary>
    public static Location Place(IOperation answer) => CallPlace.OfName(Answers.Plain(answer));

    /// <summary>The member of <c>StatusCodes</c> that names a code.</summary>
    public static string Name(int status) => status switch
    {
        200 => "Status200OK",
        201 => "Status201Created",
        202 => "Status202Accepted",
        204 => "Status204NoContent",
        400 => "Status400BadRequest",
        401 => "Status401Unauthorized",
        403 => "Status403Forbidden",
        404 => "Status404NotFound",
        409 => "Status409Conflict",
        422 => "Status422UnprocessableEntity",
        500 => "Status500InternalServerError",
        503 => "Status503ServiceUnavailable",
        _ => "",
    };

    private static int? Number(IOperation value) => LocalValues.Bare(value).ConstantValue is { HasValue: true, Value: int number } ? number : null;
}
