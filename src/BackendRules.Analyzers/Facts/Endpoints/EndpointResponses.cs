using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace BackendRules;

/// <summary>What a handler declares that it answers: from its return type and its attributes.</summary>
public static class EndpointResponses
{
    private const string Mvc = "Microsoft.AspNetCore.Mvc.";
    private const string Response = "Microsoft.Azure.Functions.Worker.Http.HttpResponseData";

    public static ImmutableArray<DeclaredAnswer> OfAction(INamedTypeSymbol controller, IMethodSymbol action)
    {
        var declared = Attributes(action).Concat(Attributes(controller)).ToImmutableArray();
        return declared.Any(static response => response.Status is >= 200 and < 300) ? Sorted(declared) : Sorted(declared.AddRange(OfType(action.ReturnType)));
    }

    public static ImmutableArray<DeclaredAnswer> OfMinimal(IMethodSymbol handler, ImmutableArray<DeclaredAnswer> declared)
    {
        var all = declared.AddRange(Attributes(handler));
        return all.Any(static response => response.Status is >= 200 and < 300) ? Sorted(all) : Sorted(all.AddRange(OfType(handler.ReturnType)));
    }

    /// <summary>The body of a successful answer: the type inside tasks, <c>ActionResult</c> and typed results. Null when the signature doesn't say.</summary>
    public static ITypeSymbol? Body(ITypeSymbol returned)
    {
        var type = Awaited(returned);
        if (type is not INamedTypeSymbol named)
            return type.TypeKind == TypeKind.Array ? type : null;
        if (named.Is(Mvc + "ActionResult`1"))
            return named.TypeArguments[0];
        if (IsTypedResult(named))
            return named.TypeArguments.Length == 1 && Status(named) is >= 200 and < 300 ? named.TypeArguments[0] : null;
        if (IsUnion(named))
            return named.TypeArguments.Select(Body).FirstOrDefault(static body => body is not null);
        return IsResult(named) || named.SpecialType == SpecialType.System_Void ? null : named;
    }

    /// <summary>The type inside <c>Task</c> and <c>ValueTask</c>.</summary>
    public static ITypeSymbol Awaited(ITypeSymbol type) =>
        type is INamedTypeSymbol { TypeArguments: [var inner] } task
        && (task.Is("System.Threading.Tasks.Task`1") || task.Is("System.Threading.Tasks.ValueTask`1")) ? inner : type;

    /// <summary>Results whose type says nothing about the answer.</summary>
    public static bool IsResult(ITypeSymbol type) =>
        type.IsOrInherits("Microsoft.AspNetCore.Http.IResult") || type.IsOrInherits(Mvc + "IActionResult") || type.IsOrInherits("Amazon.Lambda.Annotations.APIGateway.IHttpResult")
        || type.Is("System.Threading.Tasks.Task") || type.Is("System.Threading.Tasks.ValueTask");

    /// <summary>What the return type of a function says: responses of the host say nothing, and of several outputs one is the response.</summary>
    internal static ImmutableArray<DeclaredAnswer> OfFunction(ITypeSymbol returned)
    {
        var type = Awaited(returned);
        var output = type.GetMembers().OfType<IPropertySymbol>().FirstOrDefault(static property => property.Type.Is(Response) || property.HasAttribute("Microsoft.Azure.Functions.Worker.HttpResultAttribute"));
        if (output is not null)
            return OfFunction(output.Type);
        return type.Is(Response) || type.Is("System.Net.Http.HttpResponseMessage") || type.ContainingNamespace?.Root() == "Amazon" ? ImmutableArray<DeclaredAnswer>.Empty : Sorted(OfType(type));
    }

    /// <summary>What a return type stands for.</summary>
    internal static IEnumerable<DeclaredAnswer> OfType(ITypeSymbol returned)
    {
        var type = Awaited(returned);
        if (type.SpecialType == SpecialType.System_Void || type.Is("System.Threading.Tasks.Task") || type.Is("System.Threading.Tasks.ValueTask"))
            return [new DeclaredAnswer(200, null)];
        if (type is not INamedTypeSymbol named)
            return [new DeclaredAnswer(200, type)];
        if (IsUnion(named))
            return named.TypeArguments.SelectMany(OfType);
        // What a scheme writes on signing in isn't in the code: it may be anything.
        if (named.Is("Microsoft.AspNetCore.Http.HttpResults.SignInHttpResult"))
            return [new DeclaredAnswer(200, named.BaseType)];
        if (IsTypedResult(named))
            return Status(named) is { } status ? [new DeclaredAnswer(status, named.TypeArguments.Length == 1 ? named.TypeArguments[0] : null)] : [];
        if (named.Is(Mvc + "ActionResult`1"))
            return [new DeclaredAnswer(200, named.TypeArguments[0])];
        return IsResult(named) ? [] : [new DeclaredAnswer(200, named)];
    }

    public static bool IsUnion(INamedTypeSymbol type) =>
        type is { Name: "Results", IsGenericType: true, ContainingNamespace.Name: "HttpResults" };

    private static bool IsTypedResult(INamedTypeSymbol type) => type is { ContainingNamespace.Name: "HttpResults" } && type.Name != "Results";

    /// <summary>The status that a typed result stands for.</summary>
    public static int? Status(INamedTypeSymbol type) => type.Name switch
    {
        "Ok" => 200,
        "UnauthorizedHttpResult" => 401,
        "ForbidHttpResult" => 403,
        "InternalServerError" => 500,
        "JsonHttpResult" or "ContentHttpResult" or "Utf8ContentHttpResult" or "FileContentHttpResult" or "FileStreamHttpResult" or "PhysicalFileHttpResult"
            or "PushStreamHttpResult" or "VirtualFileHttpResult" or "ServerSentEventsResult" or "EmptyHttpResult" or "SignOutHttpResult" => 200,
        "RedirectHttpResult" or "RedirectToRouteHttpResult" => 302,
        var name => Status(name),
    };

    /// <summary>The status that a name says, whether of a method such as <c>NotFound()</c> or of a typed result.</summary>
    public static int? Status(string name) => name switch
    {
        "Created" or "CreatedAtAction" or "CreatedAtRoute" => 201,
        "Accepted" or "AcceptedAtAction" or "AcceptedAtRoute" => 202,
        "NoContent" => 204,
        "BadRequest" or "ValidationProblem" => 400,
        "Unauthorized" => 401,
        "Forbid" => 403,
        "NotFound" => 404,
        "Conflict" => 409,
        "UnprocessableEntity" => 422,
        _ => null,
    };

    /// <summary>What <c>[ProducesResponseType]</c> declares on an action or a controller.</summary>
    internal static IEnumerable<DeclaredAnswer> Attributes(ISymbol symbol)
    {
        foreach (var attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass is not { } kind || !kind.IsOrInherits(Mvc + "ProducesResponseTypeAttribute"))
                continue;
            var type = kind.TypeArguments.Length == 1 ? kind.TypeArguments[0] : null;
            int? status = null;
            foreach (var argument in attribute.ConstructorArguments)
            {
                if (argument is { Kind: TypedConstantKind.Primitive, Value: int number })
                    status = number;
                else if (argument is { Kind: TypedConstantKind.Type, Value: ITypeSymbol body } && body.SpecialType != SpecialType.System_Void)
                    type = body;
            }

            foreach (var named in attribute.NamedArguments)
            {
                if (named is { Key: "Type", Value.Value: ITypeSymbol body })
                    type = body;
            }

            if (status is { } code)
                yield return new DeclaredAnswer(code, type);
        }
    }

    private static ImmutableArray<DeclaredAnswer> Sorted(IEnumerable<DeclaredAnswer> responses)
    {
        var seen = new HashSet<EndpointResponse>();
        return responses.Where(response => seen.Add(response.Seen)).OrderBy(static response => response.Status).ToImmutableArray();
    }

    /// <summary>The responses as callers see them.</summary>
    internal static ImmutableArray<EndpointResponse> Seen(this ImmutableArray<DeclaredAnswer> answers) => answers.Select(static answer => answer.Seen).ToImmutableArray();
}
