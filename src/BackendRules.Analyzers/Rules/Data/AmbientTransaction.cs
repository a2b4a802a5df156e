using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BackendRules;

/// <summary>
/// Whether something around all handlers opens the transaction: a pipeline behaviour, a middleware or a filter of this compilation. Its body is read
/// only when a finding is about to be reported.
/// </summary>
internal static class AmbientTransaction
{
    private static readonly Fact<object> s_fact = new(static (compilation, cancellation) => Search(compilation, cancellation));

    private static readonly string[] s_around =
        ["IPipelineBehavior", "IMiddleware", "IAsyncActionFilter", "IActionFilter", "IAsyncResourceFilter", "IAsyncPageFilter", "IEndpointFilter", "IHubFilter", "IFilter", "IRequestPreProcessor"];

    public static bool Exists(Compilation compilation, CancellationToken cancellation) => (bool)s_fact.Of(compilation, cancellation);

    private static object Search(Compilation compilation, CancellationToken cancellation)
    {
        foreach (var type in SourceTypes.Of(compilation, cancellation).All)
        {
            if (type.TypeKind == TypeKind.Class && IsAround(type) && Opens(type, cancellation))
                return true;
        }

        return false;
    }

    private static bool IsAround(INamedTypeSymbol type) =>
        type.AllInterfaces.Any(static contract => Array.IndexOf(s_around, contract.Name) >= 0)
        || type.GetMembers("InvokeAsync").Concat(type.GetMembers("Invoke")).Any(static member => member is IMethodSymbol { Parameters: [{ Type.Name: "HttpContext" }, ..] })
        || type.BaseType is { Name: "ActionFilterAttribute" };

    private static bool Opens(INamedTypeSymbol type, CancellationToken cancellation) => type.DeclaringSyntaxReferences.Any(reference =>
        reference.GetSyntax(cancellation).DescendantNodes().OfType<SimpleNameSyntax>().Any(static name =>
            name.Identifier.ValueText is "BeginTransaction" or "BeginTransactionAsync" or "TransactionScope" or "StartTransaction" or "WithTransactionAsync"));
}
