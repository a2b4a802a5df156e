using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>A value that a caller sent, as far as its expression tells: a header, a query value, a cookie, a parameter.</summary>
internal static class CallersValue
{
    private const string Request = "Microsoft.AspNetCore.Http.HttpRequest";

    public static bool Is(IOperation value, ISymbol container)
    {
        var resolved = LocalValues.Resolve(value);
        foreach (var inner in resolved.DescendantsAndSelf())
        {
            switch (inner)
            {
                case IPropertyReferenceOperation { Property: { Name: "Headers" or "Query" or "Cookies" or "Form" or "RouteValues" } property } when property.ContainingType.Is(Request):
                    return true;
                case IParameterReferenceOperation parameter when parameter.Parameter.Type.SpecialType == SpecialType.System_String || parameter.Parameter.Type.Is("Microsoft.Extensions.Primitives.StringValues"):
                    return true;
                case IParameterReferenceOperation { Parameter.Type: { TypeKind: TypeKind.Class } type } when SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, container.ContainingAssembly) && resolved is IPropertyReferenceOperation:
                    return true;
                case ILocalReferenceOperation local when IsOut(local):
                    return true;
            }
        }

        return false;
    }

    /// <summary><c>Headers.TryGetValue("X-Api-Key", out var key)</c>.</summary>
    private static bool IsOut(ILocalReferenceOperation reference)
    {
        foreach (var operation in LocalValues.Root(reference).DescendantsAndSelf())
        {
            if (operation is not IArgumentOperation { Parameter.RefKind: RefKind.Out, Parent: IInvocationOperation { TargetMethod.Name: "TryGetValue" } call } argument)
                continue;
            var target = argument.Value is IDeclarationExpressionOperation declared ? declared.Expression : argument.Value;
            if (target is ILocalReferenceOperation local && SymbolEqualityComparer.Default.Equals(local.Local, reference.Local))
                return (call.Instance ?? (call.Arguments.Length > 0 ? call.Arguments[0].Value : null))?.DescendantsAndSelf().Any(static inner => inner is IPropertyReferenceOperation { Property.Name: "Headers" or "Query" or "Cookies" }) == true;
        }

        return false;
    }
}
