using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BackendRules;

/// <summary>Handlers that their own declaration makes one: of Razor Pages, of functions that HTTP triggers, of endpoint classes.</summary>
internal static class DeclaredHandlers
{
    private static readonly string[] s_verbs = ["Get", "Post", "Put", "Delete", "Patch", "Head", "Options"];

    private static readonly string[] s_marks =
    [
        "Microsoft.AspNetCore.Mvc.RazorPages.PageModel", "Microsoft.Azure.Functions.Worker.FunctionAttribute", "Microsoft.Azure.WebJobs.FunctionNameAttribute", "Amazon.Lambda.Annotations.LambdaFunctionAttribute",
        EndpointClasses.Library + "BaseEndpoint",
    ];

    /// <summary>Whether a project can have any.</summary>
    public static bool Concern(Known known) => Array.Exists(s_marks, known.Has);

    /// <summary>What a reader calls the handler and its verb, or <see langword="null"/> for a method that is none. The verb is null where there are several.</summary>
    public static (string Name, string? Verb)? Of(IMethodSymbol method)
    {
        // By name first: every method is asked.
        if (method.Name.StartsWith("On", StringComparison.Ordinal))
            return EntryPoints.Kind(method) == EntryKind.Page ? (method.Name, EntryPoints.PageVerb(method)?.ToUpperInvariant()) : null;
        if (method is { IsOverride: true, Name: "HandleAsync" or "ExecuteAsync" })
            return EntryPoints.Kind(method) == EntryKind.Endpoint ? (method.ContainingType.Name, SetUp(method.ContainingType)) : null;
        return method.GetAttributes().IsEmpty ? null : Function(FunctionEndpoints.Of(method).Select(static site => site.Endpoint).ToArray());
    }

    private static (string Name, string? Verb)? Function(Endpoint[] endpoints) => endpoints.Length == 0
        ? null : (endpoints[0].Name ?? endpoints[0].Handler, endpoints.Length == 1 && endpoints[0].Verb != "ANY" ? endpoints[0].Verb : null);

    // By the words of the set-up in the same class: what they mean is asked where routes are.
    private static string? SetUp(INamedTypeSymbol type)
    {
        var said = type.GetAttributes().Select(static one => one.AttributeClass?.Name ?? "").Where(static name => name.StartsWith("Http", StringComparison.Ordinal) && name.EndsWith("Attribute", StringComparison.Ordinal))
            .Select(static name => name.Substring(4, name.Length - 13))
            .Concat(type.GetMembers("Configure").SelectMany(static member => member.DeclaringSyntaxReferences)
                .SelectMany(static at => at.GetSyntax().DescendantNodes().OfType<InvocationExpressionSyntax>())
                .Select(static call => (call.Expression as IdentifierNameSyntax)?.Identifier.ValueText ?? ""))
            .Where(static word => Array.IndexOf(s_verbs, word) >= 0).Distinct().ToArray();
        return said.Length == 1 ? said[0].ToUpperInvariant() : null;
    }
}
